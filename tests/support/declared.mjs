// Purpose: holds every refusal that a test meets to what its endpoint declares. Place: tests/support.
//
// The Client asks for each answer; a code that the OpenAPI document does not name for that endpoint
// and status fails the test, whatever the test itself looks at.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const BINARY = process.env.USHER_BINARY ?? path.join(ROOT, 'build/debug/usher');

/** What any request may be refused with, whatever it asks. */
export const OF_EVERY_ENDPOINT = ['malformed_request', 'malformed_target', 'malformed_query', 'method_not_allowed', 'rate_limited',
  'too_many_connections', 'overloaded', 'internal_error', 'database_unavailable',
  'validation_failed'];

/** The codes in an operation's answers: [[status, code], …]; status '4XX' is any. */
export function codesOf(operation) {
  return Object.entries(operation.responses).flatMap(([status, answer]) =>
    [...(answer.description ?? '').matchAll(/`([a-z0-9_]+)`/g)].map((found) => [status, found[1]]));
}

let operations;
function document() {
  operations ??= Object.entries(JSON.parse(execFileSync(BINARY, ['openapi'], { maxBuffer: 1 << 26 })).paths)
    .flatMap(([pattern, item]) => Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      literals: pattern.split('/').filter((part) => !part.startsWith('{')).length,
      matches: new RegExp(`^${pattern.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : part.replace(/[.]/g, '\\.'))).join('/')}$`),
      codes: codesOf(operation),
    })))
    .sort((one, other) => other.literals - one.literals);  // a literal goes before a parameter
  return operations;
}

/** What is wrong with a refusal, in words; undefined when its endpoint declares it or there is no such endpoint. */
export function undeclared(method, target, status, code) {
  if (OF_EVERY_ENDPOINT.includes(code)) return undefined;
  const at = target.split(/[?#]/)[0];
  const wanted = method === 'HEAD' ? 'GET' : method;
  const operation = document().find((each) => each.method === wanted && each.matches.test(at));
  if (!operation) return undefined;
  const fits = ([of, name]) => name === code && (of === String(status) || of === '4XX');
  return operation.codes.some(fits) ? undefined : `${method} ${at.slice(0, 120)} answered ${status} ${code}, which it does not declare`;
}
