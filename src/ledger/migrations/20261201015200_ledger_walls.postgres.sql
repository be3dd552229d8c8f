-- What moved is for the server and for people who work here.
ALTER TABLE ledger_sets ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_sets FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON ledger_sets USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON ledger_sets FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');

ALTER TABLE ledger_postings ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_postings FORCE ROW LEVEL SECURITY;
CREATE POLICY server ON ledger_postings USING (current_setting('usher.viewer', true) = 'server');
CREATE POLICY staff ON ledger_postings FOR SELECT
  USING (current_setting('usher.viewer', true) = 'staff');
