-- What is wrong with an order is the staff's business.
ALTER TABLE order_incidents ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_incidents FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON order_incidents USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON order_incidents FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');

ALTER TABLE order_refund_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_refund_items FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON order_refund_items
  USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON order_refund_items FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
