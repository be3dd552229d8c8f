// A small house for the tests: rows A and B of eight seats with an aisle after the fourth, a balcony.
import type { SeatMapLayout } from '@/api/types'

export function smallHouse(): SeatMapLayout {
  const seats: SeatMapLayout['seats'] = { id: [], seat_id: [], section: [], row: [], number: [], type: [], accessible: [], zone: [], x: [], y: [], rotation: [] }
  const add = (section: number, row: string, number: number, x: number, y: number, zone: number, type = 'standard') => {
    seats.id.push(`${section}${row}${number}`)
    seats.seat_id.push(`v${section}${row}${number}`)
    seats.section.push(section)
    seats.row.push(row)
    seats.number.push(String(number))
    seats.type.push(type)
    seats.accessible.push(0)
    seats.zone.push(zone)
    seats.x.push(x)
    seats.y.push(y)
    seats.rotation.push(0)
  }
  for (const [at, row] of ['A', 'B'].entries()) {
    for (let number = 1; number <= 8; number++) add(0, row, number, number * 30 + (number > 4 ? 45 : 0), 100 + at * 36, 0, row === 'B' && number === 1 ? 'accessible' : 'standard')
  }
  for (let number = 1; number <= 8; number++) add(1, 'A', number, number * 30, 300, 1)
  return {
    layout_version: 1,
    seats,
    sections: [{ id: 's0', name: 'Orchestra', color: '#000000' }, { id: 's1', name: 'Balcony', color: '#000000' }],
    price_zones: [{ id: 'z0', name: 'Front', color: '#0b06eb' }, { id: 'z1', name: 'Back', color: '#cb7704' }],
    objects: [{ kind: 'stage', x: 150, y: 40, width: 200, height: 40, text: 'Stage' }]
  }
}

/** An arena of very many seats, to see what grows with them. */
export function arena(count: number): SeatMapLayout {
  const house = smallHouse()
  const seats = house.seats
  for (const column of Object.values(seats)) column.length = 0
  const across = Math.ceil(Math.sqrt(count))
  for (let i = 0; i < count; i++) {
    const row = Math.floor(i / across)
    seats.id.push(`s${i}`)
    seats.seat_id.push(`v${i}`)
    seats.section.push(row % 2)
    seats.row.push(`R${row}`)
    seats.number.push(String((i % across) + 1))
    seats.type.push('standard')
    seats.accessible.push(0)
    seats.zone.push(row % 2)
    seats.x.push((i % across) * 30)
    seats.y.push(row * 36)
    seats.rotation.push(0)
  }
  return house
}
