-- Counts every change set of a show's seats, also those that buyers do not see: nodes that share
-- the database take the sets over in this order.
ALTER TABLE show_sequences ADD COLUMN changes bigint NOT NULL DEFAULT 0;

-- What the sets said, for the other nodes; forgotten after some minutes. One row for each batch
-- and show, written only where several nodes can be.
CREATE TABLE seat_changes (
  show_id bigint NOT NULL,
  last_number bigint NOT NULL,
  -- JSON; see change_log.cpp.
  body text NOT NULL,
  written_at bigint NOT NULL,
  PRIMARY KEY (show_id, last_number)
);
CREATE INDEX seat_changes_written_at ON seat_changes (written_at);
