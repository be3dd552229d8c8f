-- name: list_living_tickets
SELECT id, order_item_id, order_id, show_seat_id FROM tickets WHERE status IN ('valid', 'used');
