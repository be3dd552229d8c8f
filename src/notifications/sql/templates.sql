-- name: find_template
SELECT kind, language, subject, text_body, html_body, version, updated_at, updated_by
FROM mail_templates WHERE kind = $1 AND language = $2;

-- name: list_templates
SELECT kind, language, subject, text_body, html_body, version, updated_at, updated_by
FROM mail_templates ORDER BY kind, language;

-- name: insert_template
INSERT INTO mail_templates (kind, language, subject, text_body, html_body, version, updated_at,
                            updated_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (kind, language) DO UPDATE
SET subject = excluded.subject, text_body = excluded.text_body, html_body = excluded.html_body,
    version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by;

-- name: delete_template
DELETE FROM mail_templates WHERE kind = $1 AND language = $2;

-- name: insert_refusal
INSERT INTO mail_refusals (address_hash, created_at) VALUES ($1, $2)
ON CONFLICT (address_hash) DO NOTHING;

-- name: find_refusal
SELECT created_at FROM mail_refusals WHERE address_hash = $1;
