// Two states of a thing, as the audit log keeps them, turned into the fields that differ.

export interface ChangedField {
  name: string
  before: string | null
  after: string | null
}

type Fields = Record<string, unknown>
const fieldsOf = (value: unknown): Fields => {
  if (value === null || value === undefined) return {}
  return typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : { value }
}
const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined || value === '') return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
/** `price_zone_id` is read as "price zone id"; a part of a thing as "fees · amount". */
const readable = (name: string) => name.replaceAll('_', ' ')

/** Fields whose values differ, in the order in which they are kept; objects one level deep are opened. */
export function changedFields(before: unknown, after: unknown): ChangedField[] {
  const [from, to] = [fieldsOf(before), fieldsOf(after)]
  const changed: ChangedField[] = []
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [was, is] = [textOf(from[name]), textOf(to[name])]
    if (was === is) continue
    const isOpened = [from[name], to[name]].every((value) => value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value)))
    if (!isOpened) changed.push({ name: readable(name), before: was, after: is })
    else for (const part of changedFields(from[name], to[name])) changed.push({ ...part, name: `${readable(name)} · ${part.name}` })
  }
  return changed
}
