-- Seats of a show that are set aside (H10): for whoever knows the code, until they are released.
CREATE TABLE allotments (
  id bigint primary key,
  show_id bigint NOT NULL REFERENCES shows (id),
  name text NOT NULL,
  color text NOT NULL,
  access_code text,
  -- The code as it is compared: trimmed, composed, without case.
  code_key text,
  max_tickets bigint,
  releases_at bigint,
  released_at bigint,
  version bigint NOT NULL
);
CREATE UNIQUE INDEX allotments_code ON allotments (show_id, code_key) WHERE code_key IS NOT NULL;
-- What the timer looks for.
CREATE INDEX allotments_due ON allotments (releases_at) WHERE released_at IS NULL;

-- While the allotment is not released its seats are the house's (base_status), and only the code
-- opens them; afterwards it says whose they were.
ALTER TABLE show_seats ADD COLUMN allotment_id bigint;
CREATE INDEX show_seats_allotment ON show_seats (allotment_id) WHERE allotment_id IS NOT NULL;
