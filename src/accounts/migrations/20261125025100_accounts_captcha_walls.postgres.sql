-- As the other tables of limits: for the server alone.
ALTER TABLE captcha_spent ENABLE ROW LEVEL SECURITY;
ALTER TABLE captcha_spent FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON captcha_spent USING (current_setting('usher.viewer', true) = 'server');

ALTER TABLE subject_failures ENABLE ROW LEVEL SECURITY;
ALTER TABLE subject_failures FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON subject_failures USING (current_setting('usher.viewer', true) = 'server');
