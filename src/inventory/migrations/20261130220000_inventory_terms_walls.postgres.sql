-- What tickets cost is published; the server alone writes it down.
ALTER TABLE show_terms ENABLE ROW LEVEL SECURITY;
ALTER TABLE show_terms FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON show_terms
  USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON show_terms FOR SELECT USING ((SELECT usher_reads_for_somebody()));
