-- The log is only ever added to: no policy lets anybody change or remove a row.
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON audit_log FOR SELECT
  USING (current_setting('usher.viewer', true) IN ('server', 'staff'));
CREATE POLICY append ON audit_log FOR INSERT
  WITH CHECK (current_setting('usher.viewer', true) = 'server');

ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_head FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON audit_head USING (current_setting('usher.viewer', true) = 'server');
