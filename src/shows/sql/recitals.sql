-- name: find_recital
SELECT id, title, slug, description, image_url, version FROM recitals WHERE id = $1;

-- name: find_recital_by_slug
SELECT id, title, slug, description, image_url, version FROM recitals WHERE slug = $1;

-- name: all_recitals
SELECT id, title, slug, description, image_url, version FROM recitals ORDER BY id;

-- name: insert_recital
INSERT INTO recitals (id, title, slug, description, image_url, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, 1, $6, $6);

-- name: update_recital
UPDATE recitals SET title = $2, slug = $3, description = $4, image_url = $5,
  version = version + 1, updated_at = $6
WHERE id = $1;

-- name: delete_recital
DELETE FROM recitals WHERE id = $1;

-- name: slug_owner
SELECT id FROM recitals WHERE slug = $1;

-- name: slugs_like
SELECT slug FROM recitals WHERE slug = $1 OR slug LIKE $2 ESCAPE '!';

-- name: count_shows_of_recital
SELECT count(*) FROM shows WHERE recital_id = $1;
