// A venue's own map in the form that the engine draws: the same columns as a show's layout.
import type { SeatMapLayout, VenueSeatMap } from '@/api/types'

export function layoutOfVenue(map: VenueSeatMap): SeatMapLayout {
  const sectionAt = new Map(map.sections.map((section, index) => [section.id, index]))
  const zoneAt = new Map(map.price_zones.map((zone, index) => [zone.id, index]))
  const { seats } = map
  return {
    layout_version: map.version,
    seats: {
      id: seats.map((seat) => seat.id),
      seat_id: seats.map((seat) => seat.id),
      section: seats.map((seat) => sectionAt.get(seat.section_id) ?? 0),
      row: seats.map((seat) => seat.row_name),
      number: seats.map((seat) => seat.seat_number),
      type: seats.map((seat) => seat.seat_type),
      accessible: seats.map((seat) => (seat.handicap_access ? 1 : 0)),
      zone: seats.map((seat) => (seat.price_zone_id ? (zoneAt.get(seat.price_zone_id) ?? -1) : -1)),
      x: seats.map((seat) => seat.x),
      y: seats.map((seat) => seat.y),
      rotation: seats.map((seat) => seat.rotation)
    },
    sections: map.sections.map(({ id, name, color }) => ({ id, name, color })),
    price_zones: map.price_zones.map(({ id, name, color }) => ({ id, name, color })),
    objects: map.objects
  }
}
