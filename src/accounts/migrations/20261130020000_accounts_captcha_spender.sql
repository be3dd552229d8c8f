-- For which request a challenge was spent: its repetition, and nothing else, passes once more.
ALTER TABLE captcha_spent ADD COLUMN spender bytea;
