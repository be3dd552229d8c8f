-- The language that the buyer reads (BCP 47): a code opens its ticket, not the order that has it.
ALTER TABLE tickets ADD COLUMN locale text NOT NULL DEFAULT '';
UPDATE tickets SET locale = (SELECT o.locale FROM orders o WHERE o.id = tickets.order_id)
WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = tickets.order_id);
