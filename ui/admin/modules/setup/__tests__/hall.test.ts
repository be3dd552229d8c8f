import { expect, test } from 'vitest'
import { hallCsv, rowName, seatCount } from '../hall'

test('rows are named as in a theatre', () => {
  expect([0, 1, 25, 26, 27, 51, 52].map(rowName)).toEqual(['A', 'B', 'Z', 'AA', 'AB', 'AZ', 'BA'])
})

test('every seat is a line, with its part as section and price zone', () => {
  const parts = [{ name: 'Stalls, left', rows: 2, seats: 2 }, { name: 'The "Gods"', rows: 1, seats: 1 }]
  expect(seatCount(parts)).toBe(5)
  expect(hallCsv(parts).split('\n')).toEqual([
    'section,row_name,seat_number,seat_type,handicap_access,price_zone',
    '"Stalls, left",A,1,standard,false,"Stalls, left"', '"Stalls, left",A,2,standard,false,"Stalls, left"',
    '"Stalls, left",B,1,standard,false,"Stalls, left"', '"Stalls, left",B,2,standard,false,"Stalls, left"',
    '"The ""Gods""",A,1,standard,false,"The ""Gods"""', ''
  ])
})
