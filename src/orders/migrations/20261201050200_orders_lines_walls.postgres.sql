-- Who sees an order sees what it is made of and how it was paid; what was given back is the staff's.
ALTER TABLE order_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON order_lines USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY staff ON order_lines FOR SELECT
  USING ((SELECT current_setting('usher.viewer', true)) = 'staff');
CREATE POLICY buyer ON order_lines FOR SELECT
  USING (EXISTS (SELECT FROM orders o WHERE o.id = order_lines.order_id));

ALTER TABLE order_adjustments ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_adjustments FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON order_adjustments
  USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY staff ON order_adjustments FOR SELECT
  USING ((SELECT current_setting('usher.viewer', true)) = 'staff');
CREATE POLICY buyer ON order_adjustments FOR SELECT
  USING (EXISTS (SELECT FROM orders o WHERE o.id = order_adjustments.order_id));

ALTER TABLE order_tenders ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_tenders FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON order_tenders
  USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY staff ON order_tenders FOR SELECT
  USING ((SELECT current_setting('usher.viewer', true)) = 'staff');
CREATE POLICY buyer ON order_tenders FOR SELECT
  USING (EXISTS (SELECT FROM orders o WHERE o.id = order_tenders.order_id));

ALTER TABLE order_refunds ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_refunds FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON order_refunds
  USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY staff ON order_refunds FOR SELECT
  USING ((SELECT current_setting('usher.viewer', true)) = 'staff');

ALTER TABLE order_refund_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_refund_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON order_refund_lines
  USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY staff ON order_refund_lines FOR SELECT
  USING ((SELECT current_setting('usher.viewer', true)) = 'staff');

ALTER TABLE order_refund_legs ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_refund_legs FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON order_refund_legs
  USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY staff ON order_refund_legs FOR SELECT
  USING ((SELECT current_setting('usher.viewer', true)) = 'staff');
