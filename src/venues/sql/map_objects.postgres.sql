-- name: insert_map_objects
insert into seat_map_objects (id, venue_id, position, body)
select cast(r ->> 0 as bigint), cast($1 as bigint), cast(r ->> 1 as bigint), r ->> 2
from json_array_elements(cast($2 as json)) as n (r);
