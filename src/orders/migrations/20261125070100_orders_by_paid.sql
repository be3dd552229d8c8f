-- For the sums of a period.
create index orders_by_paid on orders (paid_at) where paid_at is not null;
