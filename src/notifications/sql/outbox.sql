-- name: insert_message
INSERT INTO outbox_messages (id, kind, recipient, order_id, cause, facts, state, attempts,
                             next_attempt_at, claim, last_error, wanted_at, created_at, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, 0, '', $7, $7, NULL)
ON CONFLICT (cause) DO NOTHING;

-- name: find_message
SELECT id, kind, recipient, order_id, cause, facts, state, attempts, next_attempt_at, last_error,
       wanted_at, created_at, sent_at
FROM outbox_messages WHERE id = $1;

-- name: find_message_of_cause
SELECT id, kind, recipient, order_id, cause, facts, state, attempts, next_attempt_at, last_error,
       wanted_at, created_at, sent_at
FROM outbox_messages WHERE cause = $1;

-- name: list_messages_of_order
SELECT id, kind, recipient, order_id, cause, facts, state, attempts, next_attempt_at, last_error,
       wanted_at, created_at, sent_at
FROM outbox_messages WHERE order_id = $1 ORDER BY id;

-- name: list_messages
SELECT id, kind, recipient, order_id, cause, facts, state, attempts, next_attempt_at, last_error,
       wanted_at, created_at, sent_at
FROM outbox_messages WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: count_messages
SELECT count(*) FROM outbox_messages WHERE state = $1;

-- A claim is a waiting row that is not due before the claim has run out.
-- name: claim_message
UPDATE outbox_messages SET next_attempt_at = $2, claim = $3, attempts = attempts + 1
WHERE id = (SELECT id FROM outbox_messages
            WHERE state = 'waiting' AND next_attempt_at <= $1
            ORDER BY next_attempt_at, id LIMIT 1)
  AND state = 'waiting' AND next_attempt_at <= $1
RETURNING id, kind, recipient, order_id, cause, facts, attempts, wanted_at, claim, last_error;

-- name: next_attempt
SELECT min(next_attempt_at) FROM outbox_messages WHERE state = 'waiting';

-- name: oldest_wanted
SELECT min(wanted_at) FROM outbox_messages WHERE state = 'waiting';

-- name: finish_message
UPDATE outbox_messages SET state = 'sent', sent_at = $3, claim = 0, last_error = $4
WHERE id = $1 AND claim = $2;

-- name: drop_message
UPDATE outbox_messages SET state = 'dropped', claim = 0, last_error = $3
WHERE id = $1 AND claim = $2;

-- name: drop_waiting_messages
UPDATE outbox_messages SET state = 'dropped', claim = 0, last_error = $1 WHERE state = 'waiting';

-- name: bury_message
UPDATE outbox_messages SET state = 'dead', claim = 0, last_error = $3
WHERE id = $1 AND claim = $2;

-- name: postpone_message
UPDATE outbox_messages SET next_attempt_at = $3, claim = 0, last_error = $4
WHERE id = $1 AND claim = $2;

-- Gives a message back that was not tried after all.
-- name: release_message
UPDATE outbox_messages SET next_attempt_at = $3, claim = 0, attempts = attempts - 1
WHERE id = $1 AND claim = $2;

-- name: revive_message
UPDATE outbox_messages SET state = 'waiting', next_attempt_at = $2, wanted_at = $2, attempts = 0,
                           claim = 0
WHERE id = $1 AND state = 'dead';

-- name: revive_all_messages
UPDATE outbox_messages SET state = 'waiting', next_attempt_at = $1, wanted_at = $1, attempts = 0,
                           claim = 0
WHERE state = 'dead';

-- What is over for good: dead letters wait for a person.
-- name: forget_sent_messages
DELETE FROM outbox_messages WHERE id IN
  (SELECT id FROM outbox_messages WHERE state IN ('sent', 'dropped') AND created_at < $1
   ORDER BY created_at LIMIT $2);
