import { beforeEach, describe, expect, it } from 'vitest'
import { SeatBoard } from '../engine/board'
import { SeatGeometry } from '../engine/geometry'
import { smallHouse } from './house'

describe('SeatBoard', () => {
  const geometry = new SeatGeometry(smallHouse())
  const at = (id: string) => geometry.indexOfId.get(id) as number
  let board: SeatBoard

  beforeEach(() => {
    board = new SeatBoard(geometry)
    board.setPrices(new Map([['z0', 5000], ['z1', 3000]]))
    board.reset({ sequence: 7, states: 'a'.repeat(24) })
  })

  it('counts what is free, by section and zone', () => {
    expect(board.free).toBe(24)
    expect([...board.freeOfSection]).toEqual([16, 8])
    board.take({ previous: 7, sequence: 8, seats: [{ id: '0A1', status: 'sold' }] })
    expect(board.free).toBe(23)
    expect([...board.freeOfZone]).toEqual([15, 8])
  })
  it('sells nothing without a price', () => {
    board.setPrices(new Map([['z0', 5000], ['z1', null]]))
    expect(board.isFree(at('1A1'))).toBe(false)
    expect(board.toggle(at('1A1'))).toBe(false)
  })
  it('tells of chosen seats that somebody else took, and drops them', () => {
    board.toggle(at('0A1'))
    board.toggle(at('0A2'))
    expect(board.take({ previous: 7, sequence: 8, seats: [{ id: '0A1', status: 'reserved' }] })).toEqual([at('0A1')])
    expect([...board.selected]).toEqual([at('0A2')])
  })
  it('keeps our own held seats free for us', () => {
    board.take({ previous: 7, sequence: 8, seats: [{ id: '0A1', status: 'reserved' }] })
    expect(board.isFree(at('0A1'))).toBe(false)
    board.setMine([at('0A1')])
    expect(board.isFree(at('0A1'))).toBe(true)
  })
  it('asks to be read again after a gap', () => {
    expect(board.take({ previous: 9, sequence: 10, seats: [] })).toBeNull()
  })
  it('finds lost seats when everything is read again', () => {
    board.toggle(at('0A1'))
    expect(board.reset({ sequence: 20, states: `s${'a'.repeat(23)}` })).toEqual([at('0A1')])
  })
  it('tells its listeners which seats changed', () => {
    const heard: (readonly number[] | null)[] = []
    const stop = board.listen((seats) => heard.push(seats))
    board.toggle(at('0A3'))
    stop()
    board.toggle(at('0A4'))
    expect(heard).toEqual([[at('0A3')]])
  })
})
