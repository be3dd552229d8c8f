-- name: insert_ticket
INSERT INTO tickets (id, ticket_number, order_id, order_item_id, order_number, show_id,
  show_seat_id, key_number, nonce, status, holder_name, holder_email, section, row_name,
  seat_number, seat_type, ticket_type, price, currency, issued_at, search_text, locale)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'valid', $10, $11, $12, $13, $14, $15, $16, $17, $18,
  $19, $20, $21);

-- name: count_number
SELECT count(*) FROM tickets WHERE ticket_number = $1;

-- name: find_ticket
SELECT id, ticket_number, order_id, order_item_id, order_number, show_id, key_number, nonce,
  status, holder_name, holder_email, section, row_name, seat_number, seat_type, ticket_type, price,
  currency, issued_at, used_at, used_gate, voided_at, presence, locale
FROM tickets WHERE id = $1;

-- name: find_ticket_by_number
SELECT id, ticket_number, order_id, order_item_id, order_number, show_id, key_number, nonce,
  status, holder_name, holder_email, section, row_name, seat_number, seat_type, ticket_type, price,
  currency, issued_at, used_at, used_gate, voided_at, presence, locale
FROM tickets WHERE ticket_number = $1;

-- name: tickets_of_order
SELECT id, ticket_number, order_id, order_item_id, order_number, show_id, key_number, nonce,
  status, holder_name, holder_email, section, row_name, seat_number, seat_type, ticket_type, price,
  currency, issued_at, used_at, used_gate, voided_at, presence, locale
FROM tickets WHERE order_id = $1 ORDER BY order_item_id, id;

-- name: list_newest
SELECT id, ticket_number, order_id, order_item_id, order_number, show_id, key_number, nonce,
  status, holder_name, holder_email, section, row_name, seat_number, seat_type, ticket_type, price,
  currency, issued_at, used_at, used_gate, voided_at, presence, locale
FROM tickets
WHERE id < $1
  AND (CAST($2 AS bigint) IS NULL OR show_id = $2)
  AND (CAST($3 AS text) IS NULL OR status = $3)
  AND (CAST($4 AS text) IS NULL OR search_text LIKE $4 ESCAPE '!')
ORDER BY id DESC LIMIT $5;

-- name: list_oldest
SELECT id, ticket_number, order_id, order_item_id, order_number, show_id, key_number, nonce,
  status, holder_name, holder_email, section, row_name, seat_number, seat_type, ticket_type, price,
  currency, issued_at, used_at, used_gate, voided_at, presence, locale
FROM tickets
WHERE id > $1
  AND (CAST($2 AS bigint) IS NULL OR show_id = $2)
  AND (CAST($3 AS text) IS NULL OR status = $3)
  AND (CAST($4 AS text) IS NULL OR search_text LIKE $4 ESCAPE '!')
ORDER BY id LIMIT $5;

-- name: count_list
SELECT count(*) FROM tickets
WHERE (CAST($1 AS bigint) IS NULL OR show_id = $1)
  AND (CAST($2 AS text) IS NULL OR status = $2)
  AND (CAST($3 AS text) IS NULL OR search_text LIKE $3 ESCAPE '!');

-- name: set_holder
UPDATE tickets SET holder_name = $2, holder_email = $3, search_text = $4 WHERE id = $1;

-- name: void_item
UPDATE tickets SET status = 'void', voided_at = $2
WHERE order_item_id = $1 AND status IN ('valid', 'used');

-- The code that was void last is good again.
-- name: reinstate_item
UPDATE tickets SET status = CASE WHEN used_at IS NULL THEN 'valid' ELSE 'used' END, voided_at = NULL
WHERE id = (SELECT max(id) FROM tickets WHERE order_item_id = $1 AND status = 'void');

-- name: let_in
UPDATE tickets SET status = 'used', presence = 'inside', used_at = coalesce(used_at, $2),
  used_gate = coalesce(used_gate, $3)
WHERE id = $1 AND status IN ('valid', 'used') AND presence = 'outside';

-- name: let_out
UPDATE tickets SET presence = 'outside' WHERE id = $1 AND presence = 'inside';

-- name: lock_ticket
UPDATE tickets SET presence = presence WHERE id = $1;

-- name: settle_ticket
UPDATE tickets SET used_at = $2, used_gate = $3, presence = $4,
  status = CASE WHEN status IN ('void', 'transferred') THEN status
    WHEN CAST($2 AS bigint) IS NULL THEN 'valid' ELSE 'used' END
WHERE id = $1;

-- name: scan_list
SELECT id, ticket_number, nonce, status, presence, section, row_name, seat_number, seat_type, ticket_type,
  used_at, used_gate, voided_at
FROM tickets WHERE show_id = $1 ORDER BY id;

-- name: count_inside
SELECT count(*) FROM tickets WHERE show_id = $1 AND presence = 'inside';

-- name: used_items
SELECT order_item_id FROM tickets WHERE order_id = $1 AND used_at IS NOT NULL;

-- name: count_of_show
SELECT count(*) FROM tickets WHERE show_id = $1;

-- name: count_by_status
SELECT status, count(*) FROM tickets WHERE show_id = $1 GROUP BY status;
