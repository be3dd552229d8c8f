-- Names, passwords and keys: read by the server for its own work alone (see store/viewer.hpp).
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON users USING (current_setting('usher.viewer', true) = 'server');

ALTER TABLE user_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON user_sessions USING (current_setting('usher.viewer', true) = 'server');

ALTER TABLE api_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON api_tokens USING (current_setting('usher.viewer', true) = 'server');

ALTER TABLE attempt_limits ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempt_limits FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON attempt_limits USING (current_setting('usher.viewer', true) = 'server');

ALTER TABLE house_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE house_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON house_secrets USING (current_setting('usher.viewer', true) = 'server');

