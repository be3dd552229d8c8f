-- name: insert_set
INSERT INTO ledger_sets (cause, order_id, currency, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (cause) DO NOTHING;

-- name: insert_posting
INSERT INTO ledger_postings (cause, position, account, amount, show_id, line_id, tax_rate, subject)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: list_postings
SELECT s.cause, s.at, s.currency, p.position, p.account, p.amount, p.show_id, p.line_id,
       p.tax_rate, p.subject
FROM ledger_sets s JOIN ledger_postings p ON p.cause = s.cause
WHERE s.order_id = $1
ORDER BY s.at, s.cause, p.position;

-- name: list_balances
SELECT p.account, s.currency, CAST(sum(p.amount) AS bigint)
FROM ledger_sets s JOIN ledger_postings p ON p.cause = s.cause
WHERE s.order_id = $1
GROUP BY p.account, s.currency
ORDER BY p.account, s.currency;

-- name: list_order_balances
SELECT s.order_id, p.account, CAST(sum(p.amount) AS bigint)
FROM ledger_sets s JOIN ledger_postings p ON p.cause = s.cause
GROUP BY s.order_id, p.account
ORDER BY s.order_id, p.account;

-- name: list_broken_sets
SELECT s.cause, count(p.position), CAST(coalesce(sum(p.amount), 0) AS bigint)
FROM ledger_sets s LEFT JOIN ledger_postings p ON p.cause = s.cause
GROUP BY s.cause
HAVING count(p.position) = 0 OR sum(p.amount) <> 0
ORDER BY s.cause;

-- name: list_lost_postings
SELECT DISTINCT p.cause
FROM ledger_postings p LEFT JOIN ledger_sets s ON s.cause = p.cause
WHERE s.cause IS NULL
ORDER BY p.cause;

-- name: list_accounts
SELECT DISTINCT account FROM ledger_postings ORDER BY account;
