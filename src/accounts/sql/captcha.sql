-- name: find_spent_captcha
SELECT expires_at FROM captcha_spent WHERE challenge = $1;

-- name: spend_captcha
INSERT INTO captcha_spent (challenge, expires_at, spender) VALUES ($1, $2, $3)
ON CONFLICT (challenge) DO NOTHING;

-- name: find_spender
SELECT spender FROM captcha_spent WHERE challenge = $1;

-- name: forget_spent_captchas
DELETE FROM captcha_spent WHERE challenge IN
  (SELECT challenge FROM captcha_spent WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2);
