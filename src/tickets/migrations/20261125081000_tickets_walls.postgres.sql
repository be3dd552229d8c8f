-- A buyer sees the tickets of an order that it sees, or the one ticket whose code it holds.
ALTER TABLE tickets ENABLE ROW LEVEL SECURITY;
ALTER TABLE tickets FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON tickets USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON tickets FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
CREATE POLICY buyer ON tickets FOR SELECT
  USING (current_setting('usher.viewer', true) = 'ticket:' || id
         OR EXISTS (SELECT FROM orders o WHERE o.id = tickets.order_id));

ALTER TABLE scans ENABLE ROW LEVEL SECURITY;
ALTER TABLE scans FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON scans USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON scans FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
CREATE POLICY buyer ON scans FOR SELECT
  USING (EXISTS (SELECT FROM tickets t WHERE t.id = scans.ticket_id));

-- Codes are signed anew whenever a ticket is shown, to staff and to whoever has proved something.
ALTER TABLE signing_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE signing_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON signing_keys USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY shown ON signing_keys FOR SELECT
  USING (current_setting('usher.viewer', true) NOT IN ('', 'anyone'));
