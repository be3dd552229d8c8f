-- The keys that sign tickets. One is never deleted while a ticket of its exists: rotating makes a
-- new one for new tickets and voids none (rule 21). The seed is as secret as the database.
CREATE TABLE signing_keys (
  number bigint primary key CHECK (number BETWEEN 1 AND 65535),
  seed bytea NOT NULL,
  public_key bytea NOT NULL,
  created_at bigint NOT NULL
);

-- One row per seat that was paid, with the labels it was sold under (rule 51). The code is not
-- stored: it is signed anew from key, ids and nonce, always the same.
CREATE TABLE tickets (
  id bigint primary key,
  ticket_number text NOT NULL UNIQUE,
  order_id bigint NOT NULL,
  order_item_id bigint NOT NULL,
  order_number text NOT NULL,
  show_id bigint NOT NULL REFERENCES shows (id),
  show_seat_id bigint NOT NULL,
  key_number bigint NOT NULL REFERENCES signing_keys (number),
  nonce bytea NOT NULL,
  status text NOT NULL CHECK (status IN ('valid', 'used', 'void', 'transferred')),
  holder_name text NOT NULL,
  holder_email text NOT NULL,
  section text NOT NULL,
  row_name text NOT NULL,
  seat_number text NOT NULL,
  seat_type text NOT NULL,
  ticket_type text NOT NULL,
  price bigint NOT NULL,
  currency text NOT NULL,
  issued_at bigint NOT NULL,
  used_at bigint,
  used_gate text,
  voided_at bigint,
  -- Names and numbers without case and accents, for the staff's search.
  search_text text NOT NULL
);
-- One living ticket per paid item and per seat (rules 1, 17 and 20).
CREATE UNIQUE INDEX tickets_one_per_item ON tickets (order_item_id)
  WHERE status IN ('valid', 'used');
CREATE UNIQUE INDEX tickets_one_per_seat ON tickets (show_seat_id)
  WHERE status IN ('valid', 'used');
CREATE INDEX tickets_of_order ON tickets (order_id);
CREATE INDEX tickets_of_show ON tickets (show_id, id);

-- Every scan of a known ticket, admitted or not; append-only but for the mark of an undo.
CREATE TABLE scans (
  id bigint primary key,
  ticket_id bigint REFERENCES tickets (id),
  show_id bigint NOT NULL,
  -- The scanner's own name for this scan, which makes a retry harmless.
  scan_id text UNIQUE,
  -- What was scanned where, so that a scan_id cannot be used for something else.
  request_hash bytea NOT NULL,
  result text NOT NULL
    CHECK (result IN ('admitted', 'already_used', 'void', 'wrong_show', 'not_found', 'too_early')),
  gate text NOT NULL,
  scanned_at bigint NOT NULL,
  recorded_at bigint NOT NULL,
  scanned_by bigint NOT NULL,
  -- What the answer said of the scan before, so that a retry hears the same.
  first_at bigint,
  first_gate text,
  undone_at bigint,
  undone_by bigint
);
CREATE INDEX scans_of_ticket ON scans (ticket_id, id);
CREATE INDEX scans_of_show ON scans (show_id, gate);
