-- Who serves this database at the moment, where several nodes can (PostgreSQL): each writes its row
-- once a second, which also shows that the database takes writes.
CREATE TABLE nodes (
  id text PRIMARY KEY,
  beat_at bigint NOT NULL
);
