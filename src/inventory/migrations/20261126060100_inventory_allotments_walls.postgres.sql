-- A code is a secret of the house: buyers prove that they know it, and never read it.
ALTER TABLE allotments ENABLE ROW LEVEL SECURITY;
ALTER TABLE allotments FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON allotments USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON allotments FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
