-- Answers to requests that brought an Idempotency-Key (jobs/once.hpp).
CREATE TABLE idempotency_keys (
  key_hash bytea NOT NULL PRIMARY KEY,   -- of scope and key
  body_hash bytea NOT NULL,
  answer bytea NOT NULL,                 -- sealed with the client's key
  created_at bigint NOT NULL
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
