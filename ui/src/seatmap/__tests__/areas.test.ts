// A standing area: many places at one spot, chosen by their number.
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import en from '../../locales/en/shop.json'
import AreaPicker from '../AreaPicker.vue'
import { SeatBoard } from '../engine/board'
import { SeatGeometry } from '../engine/geometry'
import { smallHouse } from './house'

function houseWithArea(places: number) {
  const layout = smallHouse()
  for (let n = 1; n <= places; n++) {
    const { seats } = layout
    seats.id.push(`p${n}`)
    seats.seat_id.push('pit')
    seats.section.push(1)
    seats.row.push('Pit')
    seats.number.push(`GA-${n}`)
    seats.type.push('general_admission')
    seats.accessible.push(0)
    seats.zone.push(1)
    seats.x.push(500)
    seats.y.push(500)
    seats.rotation.push(0)
  }
  const geometry = new SeatGeometry(layout)
  const board = new SeatBoard(geometry)
  board.setPrices(new Map([['z0', 5000], ['z1', 3000]]))
  board.reset({ sequence: 1, states: 'a'.repeat(24 + places) })
  return board
}

describe('a standing area', () => {
  it('knows all its places from any of them', () => {
    const { geometry } = houseWithArea(50)
    expect(geometry.placesOf(30)).toHaveLength(50)
    expect([geometry.isPlace(0), geometry.isPlace(24)]).toEqual([false, true])
    expect(geometry.placesOf(0)).toEqual([])
  })
  it('is asked for by a number: each press takes or gives back a place of its own', async () => {
    const board = houseWithArea(3)
    const i18n = createI18n({ legacy: false, locale: 'en', messages: { en } })
    const wrapper = mount(AreaPicker, { props: { board, currency: 'USD', revision: 0, place: 25, onPick: (seat: number) => void board.toggle(seat) }, global: { plugins: [i18n] } })
    const press = async (label: string) => {
      await wrapper.get(`button[aria-label="${label}"]`).trigger('click')
      await wrapper.setProps({ revision: wrapper.props('revision') + 1 })
    }
    for (const n of ['1', '2', '3']) {
      await press('One place more')
      expect(wrapper.get('output').text()).toBe(n)
    }
    expect([...board.selected].sort()).toEqual([24, 25, 26])
    expect(wrapper.get('button[aria-label="One place more"]').attributes('disabled')).toBeDefined()
    await press('One place fewer')
    expect([wrapper.get('output').text(), board.selected.size]).toEqual(['2', 2])
    wrapper.unmount()
  })
})
