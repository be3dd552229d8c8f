-- Only PostgreSQL runs these: many holds in a handful of round trips. Lists come as array literals.
-- LATERAL with LIMIT makes each entry one look into an index, whatever the planner believes of the
-- size of the tables.

-- name: list_claims_of_seats
SELECT s.id, s.show_id, s.base_status, c.holder_kind, c.holder_id, c.expires_at, s.allotment_id
FROM unnest(CAST($1 AS bigint[])) AS w (id)
CROSS JOIN LATERAL (
  SELECT id, show_id, base_status, allotment_id FROM show_seats WHERE show_seats.id = w.id LIMIT 1) s
LEFT JOIN LATERAL (
  SELECT holder_kind, holder_id, expires_at FROM seat_claims WHERE show_seat_id = w.id LIMIT 1) c
  ON true;

-- name: list_holds_of_sessions
SELECT h.id, h.show_id, h.session_key, h.status, h.expires_at, h.extended, h.seats, h.currency,
  h.terms_version
FROM unnest(CAST($1 AS bytea[]), CAST($2 AS bigint[])) AS w (session_key, show_id)
CROSS JOIN LATERAL (
  SELECT id, show_id, session_key, status, expires_at, extended, seats, currency, terms_version
  FROM holds WHERE holds.session_key = w.session_key AND holds.show_id = w.show_id
    AND status = 'active' LIMIT 1) h;

-- name: list_clocks_of_sessions
SELECT c.session_key, c.show_id, c.expires_at, c.extended
FROM unnest(CAST($1 AS bytea[]), CAST($2 AS bigint[])) AS w (session_key, show_id)
CROSS JOIN LATERAL (
  SELECT session_key, show_id, expires_at, extended FROM hold_clocks
  WHERE hold_clocks.session_key = w.session_key AND hold_clocks.show_id = w.show_id
    AND expires_at > $3 LIMIT 1) c;

-- name: count_claims_of_networks
SELECT w.show_id, w.network, c.held
FROM unnest(CAST($1 AS bigint[]), CAST($2 AS bigint[])) AS w (show_id, network)
CROSS JOIN LATERAL (
  SELECT count(*) AS held FROM (
    SELECT 1 FROM seat_claims
    WHERE seat_claims.show_id = w.show_id AND seat_claims.network = w.network
      AND expires_at > $3 AND holder_kind <> 'ticket'
    LIMIT $4) counted) c;

-- name: end_holds
UPDATE holds SET status = $2 WHERE id = ANY (CAST($1 AS bigint[])) AND status = 'active';

-- name: drop_claims
DELETE FROM seat_claims c
USING unnest(CAST($1 AS bigint[]), CAST($2 AS bigint[])) AS d (seat, holder)
WHERE c.show_seat_id = d.seat AND c.holder_kind = 'hold' AND c.holder_id = d.holder;

-- name: insert_holds
INSERT INTO holds (id, show_id, session_key, status, expires_at, extended, seats, currency,
  terms_version)
SELECT id, show_id, session_key, status, expires_at, extended, seats, currency, terms_version
FROM unnest(CAST($1 AS bigint[]), CAST($2 AS bigint[]), CAST($3 AS bytea[]), CAST($4 AS text[]),
            CAST($5 AS bigint[]), CAST($6 AS bigint[]), CAST($7 AS text[]), CAST($8 AS text[]),
            CAST($9 AS bigint[]))
     AS n (id, show_id, session_key, status, expires_at, extended, seats, currency, terms_version);

-- name: claim_seats
INSERT INTO seat_claims (show_seat_id, show_id, holder_kind, holder_id, expires_at, network)
SELECT seat, show_id, 'hold', holder, expires_at, network
FROM unnest(CAST($1 AS bigint[]), CAST($2 AS bigint[]), CAST($3 AS bigint[]), CAST($4 AS bigint[]),
            CAST($7 AS bigint[]))
     AS n (seat, show_id, holder, expires_at, network)
ORDER BY seat
ON CONFLICT (show_seat_id) DO UPDATE
SET holder_kind = excluded.holder_kind, holder_id = excluded.holder_id,
    expires_at = excluded.expires_at, network = excluded.network
WHERE seat_claims.expires_at <= $6
   OR (seat_claims.holder_kind = 'hold' AND seat_claims.holder_id = ANY (CAST($5 AS bigint[])));
