-- News of the provider and what is compared with it: for the server and for people who work here.
ALTER TABLE payment_declines ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_declines FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON payment_declines USING (current_setting('usher.viewer', true) = 'server');

ALTER TABLE disputes ENABLE ROW LEVEL SECURITY;
ALTER TABLE disputes FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON disputes USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON disputes FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');

ALTER TABLE payment_findings ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_findings FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON payment_findings USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON payment_findings FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');

ALTER TABLE reconciliation_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE reconciliation_runs FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON reconciliation_runs
  USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON reconciliation_runs FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
