-- name: claim_seat
INSERT INTO seat_claims (show_seat_id, show_id, holder_kind, holder_id, expires_at, network)
VALUES ($1, $2, $3, $4, $5, $9)
ON CONFLICT (show_seat_id) DO UPDATE
SET holder_kind = excluded.holder_kind, holder_id = excluded.holder_id,
    expires_at = excluded.expires_at, network = excluded.network
WHERE seat_claims.expires_at <= $6
   OR (seat_claims.holder_kind = $7 AND seat_claims.holder_id = $8);

-- name: hand_claim_over
UPDATE seat_claims SET holder_kind = $4, holder_id = $5, expires_at = $6
WHERE show_seat_id = $1 AND holder_kind = $2 AND holder_id = $3;

-- name: drop_claim
DELETE FROM seat_claims WHERE show_seat_id = $1 AND holder_kind = $2 AND holder_id = $3;

-- name: delete_claims_of_show
DELETE FROM seat_claims WHERE show_id = $1;

-- name: delete_dead_claim
DELETE FROM seat_claims WHERE show_seat_id = $1 AND expires_at <= $2;

-- name: list_all_claims
SELECT c.show_seat_id, c.show_id, c.holder_kind, c.holder_id, c.expires_at, s.show_id
FROM seat_claims c LEFT JOIN show_seats s ON s.id = c.show_seat_id;

-- name: list_sold_seats
SELECT show_seat_id, holder_id FROM seat_claims WHERE holder_kind = 'ticket';
