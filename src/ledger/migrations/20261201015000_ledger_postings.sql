-- Everything that moves, as sets of postings that sum to 0 (rule 86); only ever added to.
CREATE TABLE ledger_sets (
  cause text NOT NULL PRIMARY KEY,  -- what happened, once: "payment 12/1"
  order_id bigint NOT NULL,
  currency text NOT NULL,
  at bigint NOT NULL
);
CREATE INDEX ledger_sets_order ON ledger_sets (order_id);

CREATE TABLE ledger_postings (
  cause text NOT NULL REFERENCES ledger_sets (cause),
  position bigint NOT NULL,         -- 1, 2, 3, … within the set
  account text NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),  -- + debit, - credit
  show_id bigint,
  line_id bigint,                   -- the order's line
  tax_rate bigint,                  -- thousandths of a percent
  subject text NOT NULL,
  PRIMARY KEY (cause, position)
);
