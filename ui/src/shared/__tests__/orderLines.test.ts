import { describe, expect, it } from 'vitest'
import type { Order } from '@/api/types'
import { orderParts, ticketOf } from '../orderLines'

const item = (id: string, show_id: string) => ({ id, show_id })
const ticket = (id: string, line_id: string, status = 'valid') => ({ id, line_id, status })
const order = (items: object[], tickets: object[], shows = ['a', 'b']) => ({ items, tickets, shows: shows.map((id) => ({ id })) }) as unknown as Order

describe('the lines of an order', () => {
  it('find their tickets by name, whatever stands where in the lists', () => {
    const mixed = order([item('1', 'a'), item('2', 'b'), item('3', 'a')], [ticket('t3', '3'), ticket('t2', '2'), ticket('t1', '1')])
    expect(orderParts(mixed).map(({ show, lines }) => [show.id, lines.map((line) => line.ticket?.id)])).toEqual([['a', ['t1', 't3']], ['b', ['t2']]])
  })
  it('have the ticket that is still good, else the last that was', () => {
    const again = order([item('1', 'a')], [ticket('old', '1', 'void'), ticket('new', '1', 'used')])
    expect(ticketOf(again, again.items[0])?.id).toBe('new')
    const gone = order([item('1', 'a')], [ticket('old', '1', 'void'), ticket('new', '1', 'void')])
    expect(ticketOf(gone, gone.items[0])?.id).toBe('new')
  })
  it('have none before the order is paid', () => {
    const unpaid = order([item('1', 'a')], [])
    expect(ticketOf(unpaid, unpaid.items[0])).toBeUndefined()
  })
})
