-- Who wants no reminders: for the server's own work alone.
ALTER TABLE mail_refusals ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_refusals FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON mail_refusals USING (current_setting('usher.viewer', true) = 'server');
