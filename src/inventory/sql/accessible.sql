-- name: list_price_groups
SELECT section_id, section_name, price_zone_id, price_override, seat_type, handicap_access
FROM show_seats WHERE show_id = $1 AND is_sellable = 1
GROUP BY section_id, section_name, price_zone_id, price_override, seat_type, handicap_access;
