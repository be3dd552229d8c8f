-- Messages name customers: for the server's own work alone.
ALTER TABLE outbox_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox_messages FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON outbox_messages USING (current_setting('usher.viewer', true) = 'server');
