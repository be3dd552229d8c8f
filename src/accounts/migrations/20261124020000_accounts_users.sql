-- Who may sign in. A deleted user keeps its row (the audit log names it) without personal data.
CREATE TABLE users (
  id bigint NOT NULL PRIMARY KEY,
  email text NOT NULL,
  email_key text NOT NULL UNIQUE,       -- folded; "deleted:<id>" once deleted
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('admin', 'staff', 'scanner', 'report')),
  status text NOT NULL CHECK (status IN ('active', 'disabled', 'deleted')),
  password_hash text NOT NULL,
  totp_secret bytea,                    -- NULL: no second factor
  totp_pending bytea,                   -- enrolled, not confirmed yet
  totp_last_step bigint NOT NULL,       -- no code of this step or before it counts again
  version bigint NOT NULL,
  created_at bigint NOT NULL,
  last_login_at bigint
);

-- Browsers that are signed in. Only a hash of the cookie is stored.
CREATE TABLE user_sessions (
  id bigint NOT NULL PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  user_id bigint NOT NULL REFERENCES users (id),
  created_at bigint NOT NULL,
  last_seen_at bigint NOT NULL,
  address text NOT NULL,
  user_agent text NOT NULL
);
CREATE INDEX user_sessions_user ON user_sessions (user_id);

-- Programs that are let in. Only a hash of the token is stored.
CREATE TABLE api_tokens (
  id bigint NOT NULL PRIMARY KEY,
  name text NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  role text NOT NULL CHECK (role IN ('admin', 'staff', 'scanner', 'report')),
  created_by bigint NOT NULL REFERENCES users (id),
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  last_used_at bigint
);

-- Wrong proofs (rules 26 and 59): the last two, and the block that the third made.
CREATE TABLE attempt_limits (
  key bytea NOT NULL PRIMARY KEY,       -- HMAC of endpoint class, network and subject
  failed_1 bigint NOT NULL,             -- the later of the two; 0: none
  failed_2 bigint NOT NULL,
  blocked_until bigint NOT NULL,        -- 0: never was
  updated_at bigint NOT NULL
);
CREATE INDEX attempt_limits_updated_at ON attempt_limits (updated_at);

-- Random keys that all nodes of this house share.
CREATE TABLE house_secrets (
  name text NOT NULL PRIMARY KEY,
  value bytea NOT NULL
);
