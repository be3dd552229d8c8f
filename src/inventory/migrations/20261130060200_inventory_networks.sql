-- From which network a seat is held, as a digest that only this installation can make: for the bound
-- of held seats per network and show. Null where nothing is bounded, and once the seat is sold.
ALTER TABLE seat_claims ADD COLUMN network bigint;
CREATE INDEX seat_claims_of_network ON seat_claims (show_id, network) WHERE network IS NOT NULL;

-- A session that gave its seats of a show up keeps the time that it had: until then a new hold of
-- it ends when the old one would have (rule 5).
CREATE TABLE hold_clocks (
  session_key bytea NOT NULL,
  show_id bigint NOT NULL,
  expires_at bigint NOT NULL,
  extended integer NOT NULL,
  PRIMARY KEY (session_key, show_id)
);
CREATE INDEX hold_clocks_over ON hold_clocks (expires_at);
