-- What the house publishes is read by whoever reads for somebody; the server alone changes it.
ALTER TABLE recitals ENABLE ROW LEVEL SECURITY;
ALTER TABLE recitals FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON recitals USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON recitals FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE ticket_configs ENABLE ROW LEVEL SECURITY;
ALTER TABLE ticket_configs FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON ticket_configs USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON ticket_configs FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE ticket_config_zones ENABLE ROW LEVEL SECURITY;
ALTER TABLE ticket_config_zones FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON ticket_config_zones USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON ticket_config_zones FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE ticket_fees ENABLE ROW LEVEL SECURITY;
ALTER TABLE ticket_fees FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON ticket_fees USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON ticket_fees FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE ticket_types ENABLE ROW LEVEL SECURITY;
ALTER TABLE ticket_types FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON ticket_types USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON ticket_types FOR SELECT USING ((SELECT usher_reads_for_somebody()));

-- A show that is still being prepared is for people who work here, and for buyers whose order or
-- hold it was sold for before.
DROP POLICY inside ON shows;
DROP POLICY announced ON shows;
CREATE POLICY inside ON shows FOR SELECT
  USING ((SELECT usher_reads_for_somebody() AND current_setting('usher.viewer', true) <> 'anyone'));
CREATE POLICY announced ON shows FOR SELECT
  USING (status <> 'draft' AND (SELECT usher_reads_for_somebody()));
