-- name: find_recital
select id, title, slug, description, image_url, version from recitals where id = $1;

-- name: find_recital_by_slug
select id, title, slug, description, image_url, version from recitals where slug = $1;

-- name: all_recitals
select id, title, slug, description, image_url, version from recitals order by id;

-- name: insert_recital
insert into recitals (id, title, slug, description, image_url, version, created_at, updated_at)
values ($1, $2, $3, $4, $5, 1, $6, $6);

-- name: update_recital
update recitals set title = $2, slug = $3, description = $4, image_url = $5,
  version = version + 1, updated_at = $6
where id = $1;

-- name: delete_recital
delete from recitals where id = $1;

-- name: slug_owner
select id from recitals where slug = $1;

-- name: slugs_like
select slug from recitals where slug = $1 or slug like $2 escape '!';

-- name: count_shows_of_recital
select count(*) from shows where recital_id = $1;
