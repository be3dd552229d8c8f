-- name: insert_map_objects
INSERT INTO seat_map_objects (id, venue_id, position, body)
SELECT CAST(r ->> 0 AS bigint), CAST($1 AS bigint), CAST(r ->> 1 AS bigint), r ->> 2
FROM json_array_elements(CAST($2 AS json)) AS n (r);
