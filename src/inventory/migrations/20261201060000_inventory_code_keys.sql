-- Codes are compared without spaces and hyphens. Where two of a show become the same, the one that
-- has them keeps its old key, and staff give it another code.
UPDATE allotments SET code_key = replace(replace(code_key, ' ', ''), '-', '')
WHERE code_key <> replace(replace(code_key, ' ', ''), '-', '')
  AND NOT EXISTS (
    SELECT 1 FROM allotments o
    WHERE o.show_id = allotments.show_id AND o.id <> allotments.id
      AND replace(replace(o.code_key, ' ', ''), '-', '')
        = replace(replace(allotments.code_key, ' ', ''), '-', ''));
