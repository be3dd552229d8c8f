-- What tickets of a show cost and what is added to that, each time it became another: a hold names
-- the version it was made under, and an order is compared with it (rule 64). Never changed.
CREATE TABLE show_terms (
  show_id bigint NOT NULL,
  version bigint NOT NULL,
  -- JSON; see frozen_terms.cpp.
  body text NOT NULL,
  written_at bigint NOT NULL,
  PRIMARY KEY (show_id, version)
);
-- 0: made before versions were counted.
ALTER TABLE holds ADD COLUMN terms_version bigint NOT NULL DEFAULT 0;
