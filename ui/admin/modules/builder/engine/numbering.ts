// How rows and seats get their names. Pure.

/** Left and right are as on the map. `odd_left` counts from the middle: … 5 3 1 | 2 4 6 … */
export type NumberOrder = 'left' | 'right' | 'odd_left' | 'odd_right'
export const kNumberOrders: readonly NumberOrder[] = ['left', 'right', 'odd_left', 'odd_right']

export interface NumberScheme {
  order: NumberOrder
  start: number
  /** 2 for rows of odd or of even numbers only; from the middle it is always 2. */
  step: number
}

/** The numbers of a row's seats from left to right. */
export function seatNumbers(count: number, { order, start, step }: NumberScheme): string[] {
  const numbers: number[] = []
  if (order === 'left' || order === 'right') {
    for (let i = 0; i < count; i++) numbers.push(start + i * step)
    if (order === 'right') numbers.reverse()
  } else {
    // An odd seat more stands on the side of the odd numbers.
    const left = order === 'odd_left' ? Math.ceil(count / 2) : Math.floor(count / 2)
    const [leftStart, rightStart] = order === 'odd_left' ? [start, start + 1] : [start + 1, start]
    for (let i = 0; i < count; i++) numbers.push(i < left ? leftStart + 2 * (left - 1 - i) : rightStart + 2 * (i - left))
  }
  return numbers.map(String)
}

export type RowStyle = 'letters' | 'doubled' | 'numbers'
export const kRowStyles: readonly RowStyle[] = ['letters', 'doubled', 'numbers']

export interface RowScheme {
  style: RowStyle
  /** The first name, as it is written: "A", "AA", "7". */
  start: string
  /** Letters that are left out: I and O are read as 1 and 0, Q as O. */
  skip: RowSkip
}

export type RowSkip = '' | 'IO' | 'IOQ'
export const kRowSkips: readonly RowSkip[] = ['IO', 'IOQ', '']

const kAll = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const alphabetOf = (skip: RowSkip) => [...kAll].filter((letter) => !skip.includes(letter)).join('')

/** A … Z, AA, AB … as in a spreadsheet; or A … Z, AA, BB … as in many theatres. */
function letters(index: number, alphabet: string, doubled: boolean): string {
  const n = alphabet.length
  if (doubled) return alphabet[index % n].repeat(Math.floor(index / n) + 1)
  let name = ''
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / n)) name = alphabet[(rest - 1) % n] + name
  return name
}

function indexOf(name: string, alphabet: string, doubled: boolean): number {
  const upper = name.trim().toUpperCase()
  if (upper === '' || [...upper].some((letter) => !alphabet.includes(letter))) return 0
  if (doubled) return alphabet.indexOf(upper[0]) + (upper.length - 1) * alphabet.length
  return [...upper].reduce((sum, letter) => sum * alphabet.length + alphabet.indexOf(letter) + 1, 0) - 1
}

/** "Loge", "Ñ": no place in an alphabet or among numbers; "AAA" has one. */
const isWord = (start: string) => start !== '' && !/^\d+$/.test(start) && !/^([A-Za-z]{1,2}|([A-Za-z])\2+)$/.test(start)

export function rowNameAt(scheme: RowScheme, index: number): string {
  const start = scheme.start.trim()
  const [, words, rest] = /^(.*\D)(\d+)$/.exec(start) ?? /^(.*[^\p{L}])([A-Z]{1,2})$/u.exec(start) ?? []
  // "Box 1", "Box A": the words stay, what is behind them goes on.
  if (rest) return words + (/\d/.test(rest) ? String(Number(rest) + index).padStart(rest.length, '0') : rowNameAt({ ...scheme, style: scheme.style === 'doubled' ? 'doubled' : 'letters', start: rest }, index))
  if (isWord(start)) return index === 0 ? start : `${start} ${index + 1}`
  if (scheme.style === 'numbers') return String((Number.parseInt(start, 10) || (start === '0' ? 0 : 1)) + index)
  // Who begins with an I wants it.
  const alphabet = [...scheme.skip].some((letter) => start.toUpperCase().includes(letter)) ? kAll : alphabetOf(scheme.skip)
  const doubled = scheme.style === 'doubled'
  return letters(indexOf(scheme.start, alphabet, doubled) + index, alphabet, doubled)
}

export function rowNames(count: number, scheme: RowScheme): string[] {
  return Array.from({ length: count }, (_, index) => rowNameAt(scheme, index))
}

/** The next names of the scheme that nobody has yet. */
export function freeRowNames(count: number, scheme: RowScheme, taken: ReadonlySet<string>): string[] {
  const names: string[] = []
  // The first free one after the last that is taken, so that rows go on where they ended.
  let index = 0
  for (let i = 0, misses = 0; misses < 60 && i < 5000; i++) {
    if (taken.has(rowNameAt(scheme, i))) {
      index = i + 1
      misses = 0
    } else misses++
  }
  for (; names.length < count; index++) names.push(rowNameAt(scheme, index))
  return names
}

/** The name after this one: "A" → "B", "Z" → "AA", "7" → "8", "Box 3" → "Box 4". */
export function nextName(name: string): string {
  const digits = /^(.*?)(\d+)(\D*)$/.exec(name)
  if (digits) return digits[1] + String(Number(digits[2]) + 1).padStart(digits[2].length, '0') + digits[3]
  if (/^[A-Z]+$/.test(name)) return rowNameAt({ style: 'letters', start: name, skip: '' }, 1)
  return name === '' ? '1' : `${name} 2`
}

/** A name like this one that nobody has yet. */
export function freeNameLike(name: string, taken: ReadonlySet<string>): string {
  let next = name
  while (taken.has(next)) next = nextName(next)
  return next
}
