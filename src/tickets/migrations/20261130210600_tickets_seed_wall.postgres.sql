-- The seed signs any ticket: for the server's own work alone, whoever the answer is for.
DROP POLICY shown ON signing_keys;
