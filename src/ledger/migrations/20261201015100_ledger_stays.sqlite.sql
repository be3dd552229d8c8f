-- What was posted stays as it was posted; a mistake is undone by posting its opposite.
CREATE TRIGGER ledger_sets_update BEFORE UPDATE ON ledger_sets
BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;
CREATE TRIGGER ledger_sets_delete BEFORE DELETE ON ledger_sets
BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;
CREATE TRIGGER ledger_postings_update BEFORE UPDATE ON ledger_postings
BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;
CREATE TRIGGER ledger_postings_delete BEFORE DELETE ON ledger_postings
BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;
