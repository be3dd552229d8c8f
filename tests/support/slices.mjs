// Purpose: what slices say themselves for the tests that walk all endpoints. Place: tests/support.
//
// A slice may have tests/contract.mjs in its room, so that a new one is entered in no test:
//   export const who = 'A POST /api/admin/things';       // as in tests/api/access_table.test.mjs
//   export function keyed({ admin, server, unique }) {}  // as in tests/api/contract.test.mjs
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

/** The modules of all slices that have one. */
export function contracts() {
  const files = fs.readdirSync(SOURCE).map((room) => path.join(SOURCE, room, 'tests/contract.mjs'));
  return Promise.all(files.filter((file) => fs.existsSync(file)).map((file) => import(file)));
}
