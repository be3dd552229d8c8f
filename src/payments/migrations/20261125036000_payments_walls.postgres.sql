-- What the provider told, and the test provider's own books: for the server's own work alone.
ALTER TABLE provider_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE provider_events FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON provider_events USING (current_setting('usher.viewer', true) = 'server');

ALTER TABLE test_payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE test_payments FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON test_payments USING (current_setting('usher.viewer', true) = 'server');

ALTER TABLE test_refunds ENABLE ROW LEVEL SECURITY;
ALTER TABLE test_refunds FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON test_refunds USING (current_setting('usher.viewer', true) = 'server');

-- Whoever sees an order sees what was paid for it.
ALTER TABLE payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE payments FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON payments USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON payments FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
CREATE POLICY buyer ON payments FOR SELECT
  USING (EXISTS (SELECT FROM orders o WHERE o.id = payments.order_id));

ALTER TABLE refunds ENABLE ROW LEVEL SECURITY;
ALTER TABLE refunds FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON refunds USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON refunds FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
CREATE POLICY buyer ON refunds FOR SELECT
  USING (EXISTS (SELECT FROM orders o WHERE o.id = refunds.order_id));
