-- Stored answers and payloads may name customers: for the server's own work alone.
ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON jobs USING (current_setting('usher.viewer', true) = 'server');

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON idempotency_keys USING (current_setting('usher.viewer', true) = 'server');

