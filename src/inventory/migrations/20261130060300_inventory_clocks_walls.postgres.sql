-- Whose time runs is nobody else's business.
ALTER TABLE hold_clocks ENABLE ROW LEVEL SECURITY;
ALTER TABLE hold_clocks FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON hold_clocks USING (current_setting('usher.viewer', true) = 'server');
