-- Messages are sent from here on. A claim hands one to a node until `next_attempt_at`; whoever
-- finishes must still hold it. `wanted_at` is when somebody last asked for it: what has become too
-- old is not sent by itself. `dropped` is what had lost its sense before it could be sent.
CREATE TABLE outbox_messages_new (
  id bigint NOT NULL PRIMARY KEY,
  kind text NOT NULL,
  recipient text NOT NULL,
  order_id bigint,                 -- what it is about, where it is about an order
  cause text NOT NULL UNIQUE,      -- one message for one cause
  facts text NOT NULL,             -- JSON: what cannot be read from the order later
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')),
  attempts bigint NOT NULL,
  next_attempt_at bigint NOT NULL,
  claim bigint NOT NULL,           -- 0: in nobody's hands
  last_error text NOT NULL,
  wanted_at bigint NOT NULL,
  created_at bigint NOT NULL,
  sent_at bigint
);
INSERT INTO outbox_messages_new (id, kind, recipient, order_id, cause, facts, state, attempts,
                                 next_attempt_at, claim, last_error, wanted_at, created_at, sent_at)
SELECT id, kind, recipient, order_id, cause, '{}', state, attempts, next_attempt_at, 0, last_error,
       created_at, created_at, sent_at
FROM outbox_messages;
DROP TABLE outbox_messages;
ALTER TABLE outbox_messages_new RENAME TO outbox_messages;
CREATE INDEX outbox_messages_waiting ON outbox_messages (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX outbox_messages_dead ON outbox_messages (id) WHERE state = 'dead';
CREATE INDEX outbox_messages_order ON outbox_messages (order_id) WHERE order_id IS NOT NULL;
