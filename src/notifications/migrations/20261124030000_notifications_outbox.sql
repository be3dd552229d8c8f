-- Messages to send, written in the transaction of their cause (rule 31).
CREATE TABLE outbox_messages (
  id bigint NOT NULL PRIMARY KEY,
  kind text NOT NULL,
  recipient text NOT NULL,
  order_id bigint,                 -- what it is about, where it is about an order
  cause text NOT NULL UNIQUE,      -- one message for one cause
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
  attempts bigint NOT NULL,
  next_attempt_at bigint NOT NULL,
  last_error text NOT NULL,
  created_at bigint NOT NULL,
  sent_at bigint
);
CREATE INDEX outbox_messages_waiting ON outbox_messages (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX outbox_messages_order ON outbox_messages (order_id) WHERE order_id IS NOT NULL;
