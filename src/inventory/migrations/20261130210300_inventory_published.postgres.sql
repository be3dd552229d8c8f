-- Claims, seats and sequences say what every chart shows, and name holds by numbers that open nothing.
ALTER TABLE show_seats ENABLE ROW LEVEL SECURITY;
ALTER TABLE show_seats FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON show_seats USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON show_seats FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE seat_claims ENABLE ROW LEVEL SECURITY;
ALTER TABLE seat_claims FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON seat_claims USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON seat_claims FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE show_sequences ENABLE ROW LEVEL SECURITY;
ALTER TABLE show_sequences FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON show_sequences USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON show_sequences FOR SELECT USING ((SELECT usher_reads_for_somebody()));

-- What nodes tell each other names sessions: for the server's own work alone.
ALTER TABLE seat_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE seat_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON seat_changes USING ((SELECT current_setting('usher.viewer', true)) = 'server');

-- No session is no proof.
DROP POLICY buyer ON holds;
CREATE POLICY buyer ON holds FOR SELECT
  USING (session_key <> '' AND
         current_setting('usher.viewer', true) = 'session:' || encode(session_key, 'hex'));
