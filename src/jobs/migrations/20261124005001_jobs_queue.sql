-- Follow-up work that must survive the process (jobs/queue.hpp).
CREATE TABLE jobs (
  id bigint NOT NULL PRIMARY KEY,
  kind text NOT NULL,
  cause text,                      -- unique where given: one job for one cause
  payload text NOT NULL,           -- JSON
  state text NOT NULL CHECK (state IN ('waiting', 'dead')),
  run_at bigint NOT NULL,
  attempts bigint NOT NULL,
  locked_until bigint NOT NULL,    -- 0: nobody works on it
  claim bigint NOT NULL,           -- whose work counts; changes at every claim
  last_error text NOT NULL,
  created_at bigint NOT NULL
);
CREATE UNIQUE INDEX jobs_cause ON jobs (cause) WHERE cause IS NOT NULL;
CREATE INDEX jobs_due ON jobs (run_at) WHERE state = 'waiting';
