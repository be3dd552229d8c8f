-- Halls are published: who reads for somebody sees them, the server alone changes them.
ALTER TABLE venues ENABLE ROW LEVEL SECURITY;
ALTER TABLE venues FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON venues USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON venues FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE venue_sections ENABLE ROW LEVEL SECURITY;
ALTER TABLE venue_sections FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON venue_sections USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON venue_sections FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE price_zones ENABLE ROW LEVEL SECURITY;
ALTER TABLE price_zones FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON price_zones USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON price_zones FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE seats ENABLE ROW LEVEL SECURITY;
ALTER TABLE seats FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON seats USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON seats FOR SELECT USING ((SELECT usher_reads_for_somebody()));

ALTER TABLE seat_map_objects ENABLE ROW LEVEL SECURITY;
ALTER TABLE seat_map_objects FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON seat_map_objects USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON seat_map_objects FOR SELECT USING ((SELECT usher_reads_for_somebody()));

