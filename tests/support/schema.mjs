// Purpose: example values and faults from the JSON Schemas of /api/openapi.json. Place: tests/support.

/** A schema without $ref and with the non-null choice of anyOf/oneOf. */
export function resolve(document, schema) {
  let at = schema;
  for (let i = 0; i < 20 && at; ++i) {
    if (at.$ref) at = at.$ref.slice(2).split('/').reduce((o, key) => o[key.replaceAll('~1', '/')], document);
    else if (at.anyOf ?? at.oneOf) at = (at.anyOf ?? at.oneOf).find((one) => one.type !== 'null');
    else return at;
  }
  return at ?? {};
}

export const types = (schema) => [schema.type ?? []].flat();

/** The first value that comes to mind and fits. `known` gives real values by member name. */
export function example(document, schema, known = {}, name = '') {
  const s = resolve(document, schema);
  if (name in known) return known[name];
  if (s.const !== undefined) return s.const;
  if (s.enum) return s.enum[0];
  const type = types(s).find((one) => one !== 'null');
  switch (type) {
    case 'object': {
      const value = {};
      for (const [member, of] of Object.entries(s.properties ?? {})) {
        if (s.required?.includes(member) || member in known) value[member] = example(document, of, known, member);
      }
      return value;
    }
    case 'array': return Array.from({ length: Math.max(1, s.minItems ?? 1) }, () => example(document, s.items ?? {}, known, singular(name)));
    case 'integer': return Math.max(1, s.minimum ?? 1);
    case 'number': return Math.max(1.5, s.minimum ?? 1.5);
    case 'boolean': return false;
    case 'string': return text(s);
    default: return {};
  }
}

function text(s) {
  if (s.format === 'date-time') return '2027-03-01T19:30:00.000Z';
  if (s.format === 'email') return 'someone@example.org';
  if (s.format === 'uri') return 'https://example.org/x.png';
  if (s.pattern?.includes('#')) return '#112233';
  return 'abcdefghijklmnop'.slice(0, Math.max(8, s.minLength ?? 0)).slice(0, s.maxLength ?? 16);
}

const singular = (name) => name.replace(/s$/, '');

/** [{pointer, schema, required}] of every member of a body, those of lists' first items too. */
export function members(document, schema, pointer = '', depth = 0) {
  const s = resolve(document, schema);
  if (depth > 4) return [];
  if (types(s).includes('array')) return members(document, s.items ?? {}, `${pointer}/0`, depth + 1);
  return Object.entries(s.properties ?? {}).flatMap(([name, of]) => {
    const here = `${pointer}/${name}`;
    return [{ pointer: here, schema: resolve(document, of), raw: of, required: s.required?.includes(name) ?? false },
      ...members(document, of, here, depth + 1)];
  });
}

/** A copy of `value` in which the member at `pointer` is replaced (or removed, with undefined). */
export function replaced(value, pointer, by) {
  const copy = structuredClone(value);
  const path = pointer.slice(1).split('/');
  const last = path.pop();
  let at = copy;
  for (const name of path) {
    if (at[name] === undefined || at[name] === null) at[name] = {};
    at = at[name];
  }
  if (by === undefined) delete at[last];
  else at[last] = by;
  return copy;
}
