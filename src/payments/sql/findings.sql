-- name: insert_finding
INSERT INTO payment_findings (kind, subject, order_id, ours, theirs, currency, first_seen_at,
  last_seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
ON CONFLICT (kind, subject) DO NOTHING;

-- name: see_finding_again
UPDATE payment_findings SET last_seen_at = $3 WHERE kind = $1 AND subject = $2;

-- What a whole run has looked for and not seen any more has settled itself.
-- name: forget_settled_findings
DELETE FROM payment_findings
WHERE resolved_at IS NULL AND last_seen_at < $1 AND first_seen_at >= $2;

-- What a person has seen to stays seen to, though every run sees it again.
-- name: resolve_finding
UPDATE payment_findings SET resolved_at = $3
WHERE kind = $1 AND subject = $2 AND resolved_at IS NULL;

-- name: unbooked_refunds
SELECT f.subject FROM payment_findings f
WHERE f.kind = 'refund_outside'
  AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.provider_refund_id = f.subject)
ORDER BY f.subject LIMIT $1;

-- name: open_findings
SELECT kind, subject, order_id, ours, theirs, currency, first_seen_at, last_seen_at
FROM payment_findings WHERE resolved_at IS NULL
ORDER BY first_seen_at, kind, subject LIMIT $1;

-- name: insert_run
INSERT INTO reconciliation_runs (started_at, finished_at, events, payments, refunds, repaired,
  findings, failure)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (started_at) DO NOTHING;

-- name: last_run
SELECT started_at, finished_at, events, payments, refunds, repaired, findings, failure
FROM reconciliation_runs ORDER BY started_at DESC LIMIT 1;

-- name: forget_runs
DELETE FROM reconciliation_runs WHERE started_at < $1;
