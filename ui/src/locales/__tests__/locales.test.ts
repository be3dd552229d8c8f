import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

type Tree = { [key: string]: Tree | string }
const root = join(__dirname, '../../..')

function read(locale: string, entry: string): Tree {
  return JSON.parse(readFileSync(join(root, 'src/locales', locale, `${entry}.json`), 'utf8')) as Tree
}
function leaves(tree: Tree, path = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') all.set(path + key, value)
    else for (const [inner, text] of leaves(value, `${path}${key}.`)) all.set(inner, text)
  }
  return all
}
function sources(dir: string): string[] {
  return readdirSync(join(root, dir)).flatMap((name) => {
    const path = join(dir, name)
    if (statSync(join(root, path)).isDirectory()) return name === '__tests__' ? [] : sources(path)
    return /\.(ts|vue)$/.test(name) ? [readFileSync(join(root, path), 'utf8')] : []
  })
}
const places = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort()

/** The files of an entry's words; pages fetch those that others do not need. */
const kFiles: Record<string, string[]> = { shop: ['shop', 'buying'], admin: ['admin'], door: ['door'], refusals: ['refusals'] }
const wordsOf = (locale: string, entry: string) => new Map(kFiles[entry].flatMap((file) => [...leaves(read(locale, file))]))

describe.each(Object.keys(kFiles))('words of %s', (entry) => {
  const english = wordsOf('en', entry)
  const spanish = wordsOf('es', entry)

  it('are the same in every language', () => {
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort())
  })
  it('have the same places and plurals in every language', () => {
    for (const [key, text] of english) {
      const other = spanish.get(key) ?? ''
      expect(places(other), key).toEqual(places(text))
      expect(other.split(' | ').length, key).toBe(text.split(' | ').length)
    }
  })
  it('exist for every key that a page of the entry names', () => {
    for (const text of entry === 'refusals' ? [] : sources(entry)) {
      for (const match of text.matchAll(/\bt\('([\w.]+)'/g)) expect(english.has(match[1]), match[1]).toBe(true)
      for (const match of text.matchAll(/title: '([\w.]+)'/g)) expect(english.has(match[1]), match[1]).toBe(true)
    }
  })
})
