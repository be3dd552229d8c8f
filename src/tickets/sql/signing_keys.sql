-- name: insert_key
insert into signing_keys (number, seed, public_key, created_at) values ($1, $2, $3, $4)
on conflict (number) do nothing;

-- name: all_keys
select number, seed, public_key, created_at from signing_keys order by number;
