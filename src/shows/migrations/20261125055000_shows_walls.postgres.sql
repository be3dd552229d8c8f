-- The public sees no show that is still being prepared.
ALTER TABLE shows ENABLE ROW LEVEL SECURITY;
ALTER TABLE shows FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON shows USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY inside ON shows FOR SELECT
  USING (current_setting('usher.viewer', true) NOT IN ('', 'anyone'));
CREATE POLICY announced ON shows FOR SELECT
  USING (current_setting('usher.viewer', true) = 'anyone' AND status <> 'draft');
