// What the pages work out themselves comes out as the server has it: tests/vectors/money.txt, which says how its
// rows are written, is read by pricing's tests too.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Order, PublicShow } from '@/api/types'
import { formatMoney, parseMoney } from '../money'
import { itemPrices, spread } from '../ticketKinds'

type Values = Record<string, string[]>
interface Row { text: string; operation: string; given: Values; result: Values; currency: string }

function valuesOf(words: string[]): Values {
  const values: Values = { '': [] }
  let name = ''
  for (const word of words) {
    if (/^[a-z]/i.test(word)) values[(name = word)] = []
    else {
      const [, times, value] = /^(?:(\d+)x)?(.*)$/.exec(word)!
      values[name].push(...Array.from({ length: Number(times ?? 1) }, () => value))
    }
  }
  return values
}
function rowOf(line: string): Row {
  const [, text, result] = line.split('|').map((cell) => cell.trim())
  const [operation, ...words] = text.split(/\s+/)
  const given = valuesOf(words)
  return { text, operation, given, result: valuesOf(result.split(/\s+/)), currency: ['JPY', 'KWD'].find((code) => given[code]) ?? 'EUR' }
}
const rows = readFileSync('../tests/vectors/money.txt', 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).map(rowOf)
const amounts = (row: Row, values: string[]) => values.map((value) => parseMoney(value, row.currency)!)

describe('money on the pages', () => {
  const spreads = rows.filter((row) => row.operation === 'spread')
  const charts = rows.filter((row) => row.result.chart)
  it('has examples', () => expect(Math.min(spreads.length, charts.length)).toBeGreaterThan(2))

  it.each(spreads)('is spread as the server spreads it: $text', (row) => {
    expect(spread(amounts(row, row.given[''])[0], amounts(row, row.given.over))).toEqual(amounts(row, row.result.parts))
  })

  it.each(charts)('shows a ticket at the price of the chart: $text', (row) => {
    const fees = amounts(row, row.result.line_fees)
    const order = {
      items: amounts(row, row.given['']).map((price, at) => ({ price, discount: 0, fees: fees[at] })),
      fee_lines: amounts(row, row.given.per_order).map((amount) => ({ name: 'Order', amount, tax: 0 }))
    } as unknown as Order
    const show = { fees: [{ name: 'Order', kind: 'per_order' }] } as unknown as PublicShow
    expect(itemPrices(order, show)).toEqual(amounts(row, row.result.chart))
  })

  it.each(rows)('is read and written in its currency: $text', (row) => {
    for (const text of [...row.given[''], ...Object.values(row.result).flat()].filter((value) => /^\d+\.\d+$/.test(value))) {
      const written = formatMoney(parseMoney(text, row.currency)!, row.currency, 'en')
      expect(written.replace(/[^\d.]/g, '')).toBe(text)
    }
  })
})
