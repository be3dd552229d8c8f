-- For messages that are over, which are forgotten in time.
CREATE INDEX outbox_messages_over ON outbox_messages (created_at)
  WHERE state IN ('sent', 'dropped');
