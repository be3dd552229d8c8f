-- Whether the connection reads for somebody that Usher knows (store/viewer.hpp). Policies name who
-- may: a word that nobody gave, or none, sees nothing.
CREATE FUNCTION usher_reads_for_somebody() RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog
  AS $$ SELECT coalesce(current_setting('usher.viewer', true)
    ~ '^(server|staff|anyone|session:[0-9a-f]+|order:[0-9]+|ticket:[0-9]+)$', false) $$;

ALTER TABLE nodes ENABLE ROW LEVEL SECURITY;
ALTER TABLE nodes FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON nodes USING ((SELECT current_setting('usher.viewer', true)) = 'server');
