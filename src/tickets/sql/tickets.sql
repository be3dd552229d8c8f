-- name: insert_ticket
insert into tickets (id, ticket_number, order_id, order_item_id, order_number, show_id,
  show_seat_id, key_number, nonce, status, holder_name, holder_email, section, row_name,
  seat_number, seat_type, ticket_type, price, currency, issued_at, search_text, locale)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'valid', $10, $11, $12, $13, $14, $15, $16, $17, $18,
  $19, $20, $21);

-- name: count_number
select count(*) from tickets where ticket_number = $1;

-- name: find_ticket
select id, ticket_number, order_id, order_item_id, order_number, show_id, key_number, nonce,
  status, holder_name, holder_email, section, row_name, seat_number, seat_type, ticket_type, price,
  currency, issued_at, used_at, used_gate, voided_at, presence, locale
from tickets where id = $1;

-- name: find_ticket_by_number
select id, ticket_number, order_id, order_item_id, order_number, show_id, key_number, nonce,
  status, holder_name, holder_email, section, row_name, seat_number, seat_type, ticket_type, price,
  currency, issued_at, used_at, used_gate, voided_at, presence, locale
from tickets where ticket_number = $1;

-- name: tickets_of_order
select id, ticket_number, order_id, order_item_id, order_number, show_id, key_number, nonce,
  status, holder_name, holder_email, section, row_name, seat_number, seat_type, ticket_type, price,
  currency, issued_at, used_at, used_gate, voided_at, presence, locale
from tickets where order_id = $1 order by order_item_id, id;

-- name: list_newest
select id, ticket_number, order_id, order_item_id, order_number, show_id, key_number, nonce,
  status, holder_name, holder_email, section, row_name, seat_number, seat_type, ticket_type, price,
  currency, issued_at, used_at, used_gate, voided_at, presence, locale
from tickets
where id < $1
  and (cast($2 as bigint) is null or show_id = $2)
  and (cast($3 as text) is null or status = $3)
  and (cast($4 as text) is null or search_text like $4 escape '!')
order by id desc limit $5;

-- name: list_oldest
select id, ticket_number, order_id, order_item_id, order_number, show_id, key_number, nonce,
  status, holder_name, holder_email, section, row_name, seat_number, seat_type, ticket_type, price,
  currency, issued_at, used_at, used_gate, voided_at, presence, locale
from tickets
where id > $1
  and (cast($2 as bigint) is null or show_id = $2)
  and (cast($3 as text) is null or status = $3)
  and (cast($4 as text) is null or search_text like $4 escape '!')
order by id limit $5;

-- name: count_list
select count(*) from tickets
where (cast($1 as bigint) is null or show_id = $1)
  and (cast($2 as text) is null or status = $2)
  and (cast($3 as text) is null or search_text like $3 escape '!');

-- name: set_holder
update tickets set holder_name = $2, holder_email = $3, search_text = $4 where id = $1;

-- name: void_item
update tickets set status = 'void', voided_at = $2
where order_item_id = $1 and status in ('valid', 'used');

-- The code that was void last is good again.
-- name: reinstate_item
update tickets set status = case when used_at is null then 'valid' else 'used' end, voided_at = null
where id = (select max(id) from tickets where order_item_id = $1 and status = 'void');

-- name: let_in
update tickets set status = 'used', presence = 'inside', used_at = coalesce(used_at, $2),
  used_gate = coalesce(used_gate, $3)
where id = $1 and status in ('valid', 'used') and presence = 'outside';

-- name: let_out
update tickets set presence = 'outside' where id = $1 and presence = 'inside';

-- name: lock_ticket
update tickets set presence = presence where id = $1;

-- name: settle_ticket
update tickets set used_at = $2, used_gate = $3, presence = $4,
  status = case when status in ('void', 'transferred') then status
    when cast($2 as bigint) is null then 'valid' else 'used' end
where id = $1;

-- name: scan_list
select id, ticket_number, nonce, status, presence, section, row_name, seat_number, seat_type, ticket_type,
  used_at, used_gate, voided_at
from tickets where show_id = $1 order by id;

-- name: count_inside
select count(*) from tickets where show_id = $1 and presence = 'inside';

-- name: used_items
select order_item_id from tickets where order_id = $1 and used_at is not null;

-- name: count_of_show
select count(*) from tickets where show_id = $1;

-- name: count_by_status
select status, count(*) from tickets where show_id = $1 group by status;
