-- How often the customer's details were corrected: what people edit of an order. Sent as its ETag.
alter table orders add column version bigint not null default 1;
