-- A buyer sees a hold by the session that made it. Claims, seats and sequences stay open: they say
-- what every chart shows, and name holds by numbers that open nothing.
ALTER TABLE holds ENABLE ROW LEVEL SECURITY;
ALTER TABLE holds FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON holds USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON holds FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
CREATE POLICY buyer ON holds FOR SELECT
  USING (current_setting('usher.viewer', true) = 'session:' || encode(session_key, 'hex'));
