-- The table was made anew, and its walls with it.
ALTER TABLE payment_findings ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_findings FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON payment_findings USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON payment_findings FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
