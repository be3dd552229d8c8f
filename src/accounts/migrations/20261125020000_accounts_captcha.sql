-- Solved challenges until they would have expired anyway: each is good once, on all nodes (rule 58).
CREATE TABLE captcha_spent (
  challenge bytea NOT NULL PRIMARY KEY,
  expires_at bigint NOT NULL
);
CREATE INDEX captcha_spent_expires_at ON captcha_spent (expires_at);

-- Wrong proofs about one subject from all networks together (rule 59): too many of them ask for a
-- captcha, and never lock anybody out.
CREATE TABLE subject_failures (
  key bytea NOT NULL PRIMARY KEY,       -- HMAC of endpoint class and subject
  failures bigint NOT NULL,
  last_failed_at bigint NOT NULL
);
CREATE INDEX subject_failures_last_failed_at ON subject_failures (last_failed_at);
