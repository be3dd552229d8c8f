-- The seats as before: published, and changed by the server alone; what it has yet to clear is its own.
ALTER TABLE seats ENABLE ROW LEVEL SECURITY;
ALTER TABLE seats FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON seats USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON seats FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE spare_seat_sets ENABLE ROW LEVEL SECURITY;
ALTER TABLE spare_seat_sets FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON spare_seat_sets USING ((SELECT current_setting('usher.viewer', true)) = 'server');
