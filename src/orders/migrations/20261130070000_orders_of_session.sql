-- What a browser session has bought or is about to: its pages start from it. `hold_id` is the hold
-- that the order was made from; null in orders from before.
alter table orders add column hold_id bigint;
create index orders_by_session on orders (session_key, id);
