-- What a house writes instead of the texts that the binary brings.
CREATE TABLE mail_templates (
  kind text NOT NULL,
  language text NOT NULL,
  subject text NOT NULL,
  text_body text NOT NULL,
  html_body text NOT NULL,
  version bigint NOT NULL,
  updated_at bigint NOT NULL,
  updated_by bigint NOT NULL,
  PRIMARY KEY (kind, language)
);

-- Who wants no reminders any more; the SHA-256 of the address in lower case.
CREATE TABLE mail_refusals (
  address_hash bytea NOT NULL PRIMARY KEY,
  created_at bigint NOT NULL
);
