-- name: insert_job
INSERT INTO jobs (id, kind, cause, payload, state, run_at, attempts, locked_until, claim,
                  last_error, created_at)
VALUES ($1, $2, $3, $4, 'waiting', $5, 0, 0, 0, '', $6)
ON CONFLICT (cause) WHERE cause IS NOT NULL DO NOTHING;

-- name: claim_job
UPDATE jobs SET locked_until = $2, claim = $3, attempts = attempts + 1
WHERE id = (SELECT id FROM jobs
            WHERE state = 'waiting' AND run_at <= $1 AND locked_until <= $1
            ORDER BY run_at, id LIMIT 1)
  AND state = 'waiting' AND locked_until <= $1
RETURNING id, kind, payload, attempts, claim;

-- name: delete_job
DELETE FROM jobs WHERE id = $1 AND claim = $2;

-- name: postpone_job
UPDATE jobs SET run_at = $3, locked_until = 0, last_error = $4 WHERE id = $1 AND claim = $2;

-- name: defer_job
UPDATE jobs SET run_at = $3, locked_until = 0, attempts = attempts - 1, claim = 0
WHERE id = $1 AND claim = $2;

-- name: bury_job
UPDATE jobs SET state = 'dead', locked_until = 0, last_error = $3 WHERE id = $1 AND claim = $2;

-- name: renew_job
UPDATE jobs SET locked_until = $3 WHERE id = $1 AND claim = $2 AND state = 'waiting';

-- name: any_due
SELECT 1 FROM jobs WHERE state = 'waiting' AND run_at <= $1 AND locked_until <= $1 LIMIT 1;

-- name: next_run
SELECT min(run_at) FROM jobs WHERE state = 'waiting' AND run_at > $1;

-- name: next_unlocked
SELECT min(locked_until) FROM jobs
WHERE state = 'waiting' AND run_at <= $1 AND locked_until > $1;

-- name: list_dead_jobs
SELECT id, kind, payload, state, attempts, last_error, run_at FROM jobs
WHERE state = 'dead' AND id > $1 ORDER BY id LIMIT $2;

-- name: count_dead
SELECT count(*) FROM jobs WHERE state = 'dead';

-- name: find_job_of_cause
SELECT id, kind, payload, state, attempts, last_error, run_at FROM jobs WHERE cause = $1;

-- name: find_job
SELECT id, kind, payload, state, attempts, last_error, run_at FROM jobs WHERE id = $1;

-- name: drop_dead_job
DELETE FROM jobs WHERE id = $1 AND state = 'dead';

-- name: revive_job
UPDATE jobs SET state = 'waiting', run_at = $2, attempts = 0, claim = 0
WHERE id = $1 AND state = 'dead';

-- name: oldest_run
SELECT min(run_at) FROM jobs WHERE state = 'waiting';

-- name: count_waiting
SELECT count(*) FROM jobs WHERE state = 'waiting';
