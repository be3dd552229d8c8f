// Purpose: reads a server's database past its API, for what only the tables can prove.
// Place: tests/support.
import { execFileSync } from 'node:child_process';
import { sharedPostgres } from './postgres.mjs';

/** The rows of a SELECT as objects, on either engine. */
export async function rows(server, select) {
  if (server.database.startsWith('sqlite:')) {
    const file = server.database.slice('sqlite:'.length);
    const text = execFileSync('sqlite3', ['-json', '-cmd', '.timeout 10000', file, select], { encoding: 'utf8' });
    return text.trim() ? JSON.parse(text) : [];
  }
  const postgres = await sharedPostgres();
  const name = new URL(server.database).pathname.slice(1);
  return postgres.query(`select row_to_json(t) from (${select}) t`, name).map((line) => JSON.parse(line));
}
