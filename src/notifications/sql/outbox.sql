-- name: insert_message
INSERT INTO outbox_messages (id, kind, recipient, order_id, cause, state, attempts,
                             next_attempt_at, last_error, created_at, sent_at)
VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, '', $6, NULL)
ON CONFLICT (cause) DO NOTHING;

-- name: list_messages_of_order
SELECT id, kind, recipient, order_id, cause, state, attempts, next_attempt_at, last_error,
       created_at, sent_at
FROM outbox_messages WHERE order_id = $1 ORDER BY id;

-- name: list_messages
SELECT id, kind, recipient, order_id, cause, state, attempts, next_attempt_at, last_error,
       created_at, sent_at
FROM outbox_messages WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: count_messages
SELECT count(*) FROM outbox_messages WHERE state = $1;
