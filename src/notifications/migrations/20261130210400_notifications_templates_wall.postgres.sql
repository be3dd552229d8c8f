-- Texts are filled and edited by the server's own work.
ALTER TABLE mail_templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_templates FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON mail_templates USING ((SELECT current_setting('usher.viewer', true)) = 'server');

