-- Refunds that somebody made at the provider are booked beside ours. `decision` is what staff made of
-- a refund that was not ours, or that failed.
alter table refunds add column origin text not null default 'usher';
alter table refunds add column decision text not null default 'nothing';
create unique index refunds_outside on refunds (provider_refund_id) where origin = 'provider';
