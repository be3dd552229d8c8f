-- All in one statement: a list of [id, position, body].
-- name: insert_map_objects
INSERT INTO seat_map_objects (id, venue_id, position, body)
SELECT json_extract(value, '$[0]'), $1, json_extract(value, '$[1]'), json_extract(value, '$[2]')
FROM json_each($2);
