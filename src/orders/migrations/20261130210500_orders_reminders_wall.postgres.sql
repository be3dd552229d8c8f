-- Who was reminded of which show: for the server's own work alone.
ALTER TABLE show_reminders ENABLE ROW LEVEL SECURITY;
ALTER TABLE show_reminders FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON show_reminders USING ((SELECT current_setting('usher.viewer', true)) = 'server');

-- An order without a session is nobody's by session.
DROP POLICY buyer ON orders;
CREATE POLICY buyer ON orders FOR SELECT
  USING (current_setting('usher.viewer', true) = 'order:' || id
         OR (session_key <> ''
             AND current_setting('usher.viewer', true) = 'session:' || encode(session_key, 'hex')));
