-- The language that the buyer reads (BCP 47), for mails; '' where it is not known.
alter table orders add column locale text not null default '';
