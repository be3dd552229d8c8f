-- A buyer sees an order that its session made or whose id was proved, and what belongs to it.
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON orders USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON orders FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
CREATE POLICY buyer ON orders FOR SELECT
  USING (current_setting('usher.viewer', true)
         IN ('session:' || encode(session_key, 'hex'), 'order:' || id));

ALTER TABLE order_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_items FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON order_items USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON order_items FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
CREATE POLICY buyer ON order_items FOR SELECT
  USING (EXISTS (SELECT FROM orders o WHERE o.id = order_items.order_id));

-- The timeline is the staff's.
ALTER TABLE order_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_events FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON order_events USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON order_events FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
