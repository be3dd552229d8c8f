-- How far a show's cancellation has come is the staff's business.
ALTER TABLE show_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE show_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON show_changes USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON show_changes FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');

ALTER TABLE show_change_orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE show_change_orders FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON show_change_orders
  USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON show_change_orders FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
