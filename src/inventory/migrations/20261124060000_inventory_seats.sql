-- The seats of a show, with the labels they are sold under: copied from the venue when they are
-- generated, so that a later change of the venue never renames a sold seat (rule 51).
CREATE TABLE show_seats (
  id bigint primary key,
  show_id bigint NOT NULL REFERENCES shows (id),
  seat_id bigint NOT NULL,
  -- 1, 2, … within a general admission area; 0 for a seat.
  place bigint NOT NULL DEFAULT 0,
  -- Order on the map and in every list: section, row, number.
  position bigint NOT NULL,
  section_id bigint NOT NULL,
  row_name text NOT NULL,
  seat_number text NOT NULL,
  seat_type text NOT NULL,
  handicap_access integer NOT NULL,
  price_zone_id bigint,
  is_sellable integer NOT NULL,
  x_milli bigint NOT NULL,
  y_milli bigint NOT NULL,
  rotation_milli bigint NOT NULL,
  price_override bigint,
  -- What the seat is when nobody has claimed it.
  base_status text NOT NULL CHECK (base_status IN ('available', 'blocked', 'house')),
  section_name text NOT NULL,
  CONSTRAINT show_seats_once UNIQUE (show_id, seat_id, place)
);

-- One live owner per show seat, by the primary key (rules 1 and 36). A claim whose time has passed
-- may be replaced by anybody. Narrow on purpose: this is the row that an on-sale fights for.
CREATE TABLE seat_claims (
  show_seat_id bigint primary key REFERENCES show_seats (id),
  show_id bigint NOT NULL,
  holder_kind text NOT NULL CHECK (holder_kind IN ('hold', 'order', 'ticket')),
  holder_id bigint NOT NULL,
  expires_at bigint NOT NULL
);

CREATE TABLE holds (
  id bigint primary key,
  show_id bigint NOT NULL,
  session_key bytea NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'released', 'expired', 'converted')),
  expires_at bigint NOT NULL,
  extended integer NOT NULL,
  -- JSON [[show seat id, price], …] in the order they were asked for: written once with the hold,
  -- read only as a whole.
  seats text NOT NULL,
  currency text NOT NULL
);
-- One active hold per session and show (rule 5).
CREATE UNIQUE INDEX holds_one_active ON holds (session_key, show_id) WHERE status = 'active';
-- What the sweeper looks for.
CREATE INDEX holds_due ON holds (expires_at) WHERE status = 'active';

-- The number of the last change of a show's seats (rule 6).
CREATE TABLE show_sequences (
  show_id bigint primary key,
  sequence bigint NOT NULL,
  -- The venue's map version that the seats were generated from.
  map_version bigint NOT NULL
);
