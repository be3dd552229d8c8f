-- What was posted stays as it was posted; a mistake is undone by posting its opposite.
CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the ledger is only ever added to'; END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON ledger_sets
  FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON ledger_sets
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON ledger_postings
  FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON ledger_postings
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
