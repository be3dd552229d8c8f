-- A show has one seat of each label (rule 1a). Where an earlier version made two of one, the later
-- ones are told apart by `label_twin`, so that the database opens; `usher check` names them. It is 0
-- for every other seat, but for the moment in which seats change labels with each other.
ALTER TABLE show_seats ADD COLUMN label_twin bigint NOT NULL DEFAULT 0;
UPDATE show_seats SET label_twin = id WHERE id IN (
  SELECT id FROM (
    SELECT id, row_number() OVER (
      PARTITION BY show_id, section_name, row_name, seat_number ORDER BY id) AS nth
    FROM show_seats) AS labelled
  WHERE nth > 1);
CREATE UNIQUE INDEX show_seats_labels
  ON show_seats (show_id, section_name, row_name, seat_number, label_twin);

-- What a show's map shows besides its seats, as JSON: colours of sections, price zones, objects.
-- Copied when the seats are generated, so that one layout version is always the same picture.
CREATE TABLE show_maps (
  show_id bigint primary key,
  body text NOT NULL
);
