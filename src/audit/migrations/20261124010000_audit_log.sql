-- Who did what, in a chain: each hash covers the row and the hash before it (rule 29).
CREATE TABLE audit_log (
  id bigint NOT NULL PRIMARY KEY,   -- 1, 2, 3, … without gaps
  at bigint NOT NULL,
  actor text NOT NULL,
  actor_role text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  subject_id text NOT NULL,
  before_json text NOT NULL,
  after_json text NOT NULL,
  address text NOT NULL,
  request_id text NOT NULL,
  hash bytea NOT NULL
);
CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_subject ON audit_log (subject, subject_id, id);

-- The end of the chain; its one row is what writers take turns at.
CREATE TABLE audit_head (
  id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
  last_id bigint NOT NULL,
  hash bytea NOT NULL
);
