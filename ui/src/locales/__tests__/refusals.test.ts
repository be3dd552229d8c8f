// Whatever the server may refuse has words in every language: the codes of whole answers stand in its
// OpenAPI document (here: the client made from it), those of single fields in its source.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ui = join(__dirname, '../../..')
const server = join(ui, '../src')

function declaredCodes(): Set<string> {
  const document = readFileSync(join(ui, 'src/api/schema.d.ts'), 'utf8')
  return new Set([...document.matchAll(/Refused: ([^\n]*)/g)].flatMap(([, list]) => [...list.matchAll(/`(\w+)`/g)].map(([, code]) => code)))
}

/** What makes a fault of a field, and which of its arguments is the code. */
const kMakers: [RegExp, number][] = [
  [/\brefuse_field\(/g, 1],
  [/\bfaults_?\.add\(/g, 1],
  [/\bfields_?\.push_back\(\{/g, 1],
  [/\breader\.add\(|\badd\((?=\s*(?:pointer|"\/))/g, 1],
  [/\bFieldError\{/g, 1],
  [/\bTextFault\{/g, 0],
  [/\brefuse_captcha\(/g, 0],
  [/\bfault\((?=\s*")/g, 0],
  [/\bfault\((?=\s*(?:0|start|open\.at),)/g, 1],
  [/\bfault\((?=\s*(?:SeatColumn|column|pointer|at_member\())/g, 1],
  [/\bnote\((?=\s*(?:pointer|at\b))|\bin_\.fault\(/g, 1],
  [/\bDecodingFault\{/g, 1],
  [/\bfaults\.push_back\(\{(?=\s*(?:field|"))/g, 3]
]
/** A line of a file of seats says its column before its code. */
const kSeatLines: [RegExp, number][] = [[/\bfaults_?\.add\(/g, 2], [/\bfault\((?=\s*(?:SeatColumn|column))/g, 1]]
const isOfSeatLines = (path: string) => /venues\/seat_(file|import)\.cpp$/.test(path)

function argumentsFrom(text: string, start: number): string[] {
  const found = ['']
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const letter = text[at]
    if (letter === '"') {
      const end = at + (/^"(?:\\.|[^"\\])*"/.exec(text.slice(at))?.[0].length ?? 1)
      found[found.length - 1] += text.slice(at, end)
      at = end - 1
      continue
    }
    if (letter === ',' && depth === 0) {
      found.push('')
      continue
    }
    if ('([{'.includes(letter)) depth++
    if (')]}'.includes(letter) && depth-- === 0) return found
    found[found.length - 1] += letter
  }
  return found
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === 'tests' ? [] : filesBelow(join(dir, entry.name))
    return /\.[hc]pp$/.test(entry.name) ? [join(dir, entry.name)] : []
  })
}

function fieldCodes(): Set<string> {
  const texts = filesBelow(server).map((path) => ({ path, text: readFileSync(path, 'utf8').replace(/^\s*\/\/.*$/gm, '') }))
  const constants = new Map(texts.flatMap(({ text }) => [...text.matchAll(/\b(k\w+)(?:\[\])?\s*(?:=\s*|\{)"(\w+)"/g)].map(([, name, code]) => [name, code] as const)))
  const codes = new Set<string>()
  for (const { path, text } of texts) {
    for (const [maker, place] of isOfSeatLines(path) ? kSeatLines : kMakers) {
      for (const match of text.matchAll(maker)) {
        const given = argumentsFrom(text, match.index + match[0].length)[place] ?? ''
        for (const [, code] of given.matchAll(/"([a-z][a-z0-9_]*)"/g)) codes.add(code)
        for (const [name] of given.matchAll(/\bk[A-Z]\w+/g)) if (constants.has(name)) codes.add(constants.get(name) ?? '')
      }
    }
  }
  return codes
}

type Words = { refusals: Record<string, string>; faults: Record<string, string> }
const wordsOf = (locale: string) => JSON.parse(readFileSync(join(ui, 'src/locales', locale, 'refusals.json'), 'utf8')) as Words

describe.each(['en', 'es'])('refusals in %s', (locale) => {
  const { refusals, faults } = wordsOf(locale)

  it('have words for every code of an answer', () => {
    const codes = declaredCodes()
    expect(codes.size).toBeGreaterThan(100)
    expect([...codes].filter((code) => !refusals[code])).toEqual([])
  })
  it('have words for every code of a field', () => {
    const codes = fieldCodes()
    for (const known of ['too_long', 'required', 'in_the_past', 'duplicate_seat', 'captcha_required', 'unknown_variable']) expect(codes).toContain(known)
    expect([...codes].filter((code) => !faults[code]).sort()).toEqual([])
  })
  it('say nothing that no server says', () => {
    expect(Object.keys(refusals).filter((code) => !declaredCodes().has(code))).toEqual([])
    const codes = fieldCodes()
    // Some fields, or some figures in what the server says, have words of their own: invalid_format_slug.
    expect(Object.keys(faults).filter((key) => ![...codes].some((code) => key === code || key.startsWith(`${code}_`)))).toEqual([])
  })
})
