-- What every chart shows.
ALTER TABLE show_maps ENABLE ROW LEVEL SECURITY;
ALTER TABLE show_maps FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON show_maps USING ((SELECT current_setting('usher.viewer', true)) = 'server');
CREATE POLICY published ON show_maps FOR SELECT USING ((SELECT usher_reads_for_somebody()));
