// What is known of every seat at this moment: its state, whether it is ours, whether it is chosen.
// Plain arrays, no reactivity: the chart, the list and the basket listen for changes.
import { SeatSequence, type SeatChange, type SeatLetter, type SeatsEvent, type SeatSnapshot } from '@/api/seatSequence'
import { kNoZone, type SeatGeometry } from './geometry'
import { styleOf } from './styles'

/** `seats` is null when everything may have changed. */
export type BoardListener = (seats: readonly number[] | null) => void

export class SeatBoard {
  readonly selected = new Set<number>()
  readonly freeOfSection: Int32Array
  readonly freeOfZone: Int32Array
  readonly styles: Uint16Array
  private readonly sequence: SeatSequence
  private readonly listeners = new Set<BoardListener>()
  private mine = new Set<number>()
  /** Per zone, with all mandatory fees; null where the zone has no price and so is not for sale. */
  private prices: (number | null)[]
  private totalFree = 0

  constructor(readonly geometry: SeatGeometry) {
    this.sequence = new SeatSequence(geometry.indexOfId)
    this.prices = geometry.layout.price_zones.map(() => null)
    this.freeOfSection = new Int32Array(geometry.layout.sections.length)
    this.freeOfZone = new Int32Array(geometry.layout.price_zones.length)
    this.styles = new Uint16Array(geometry.count)
    this.restyleAll()
  }

  get free(): number {
    return this.totalFree
  }

  listen(listener: BoardListener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  letter(seat: number): SeatLetter {
    const letter = this.sequence.letterAt(seat)
    return letter === 'r' && this.mine.has(seat) ? 'a' : letter
  }

  isPriced(seat: number): boolean {
    const zone = this.geometry.zone[seat]
    return zone !== kNoZone && this.prices[zone] !== null && this.prices[zone] !== undefined
  }

  zonePrice(zone: number): number | null {
    return this.prices[zone] ?? null
  }

  /** Prices by zone id; they change without the layout, so they come from the show. */
  setPrices(prices: ReadonlyMap<string, number | null>) {
    this.prices = this.geometry.layout.price_zones.map((zone) => prices.get(zone.id) ?? null)
    this.restyleAll()
    this.tell(null)
  }

  /** For us: our own held seats count as free, because we may keep them. */
  isFree = (seat: number): boolean => this.letter(seat) === 'a' && this.isPriced(seat)

  /** Reads everything anew; answers the chosen seats that are lost by it. */
  reset(snapshot: SeatSnapshot): number[] {
    this.sequence.reset(snapshot)
    this.restyleAll()
    const lost = this.dropLost()
    this.tell(null)
    return lost
  }

  /** Answers the chosen seats that the event took, or null when the state must be read again. */
  take(event: SeatsEvent): number[] | null {
    const verdict = this.sequence.take(event)
    if (verdict.kind === 'reload') return null
    if (verdict.kind === 'drop') return []
    this.count(verdict.changes)
    const lost = this.dropLost()
    this.tell([...verdict.changes.map((change) => change.index), ...lost])
    return lost
  }

  /** The seats of our own hold. */
  setMine(seats: Iterable<number>) {
    const next = new Set(seats)
    if (next.size === 0 && this.mine.size === 0) return
    this.mine = next
    this.restyleAll()
    this.tell(null)
  }

  toggle(seat: number): boolean {
    if (this.selected.has(seat)) this.selected.delete(seat)
    else if (this.isFree(seat)) this.selected.add(seat)
    else return false
    this.restyle(seat)
    this.tell([seat])
    return true
  }

  select(seats: Iterable<number>) {
    const before = [...this.selected]
    this.selected.clear()
    for (const seat of seats) if (this.isFree(seat)) this.selected.add(seat)
    const touched = [...before, ...this.selected]
    touched.forEach((seat) => this.restyle(seat))
    this.tell(touched)
  }

  /** Takes chosen seats out that somebody else has; the answer of a refused hold knows them first. */
  lose(seats: readonly number[]) {
    for (const seat of seats) {
      this.selected.delete(seat)
      this.restyle(seat)
    }
    this.tell(seats)
  }

  private dropLost(): number[] {
    const lost = [...this.selected].filter((seat) => !this.isFree(seat))
    for (const seat of lost) {
      this.selected.delete(seat)
      this.restyle(seat)
    }
    return lost
  }

  private count(changes: readonly SeatChange[]) {
    const { section, zone } = this.geometry
    for (const { index } of changes) {
      const wasFree = this.freeBefore[index] === 1
      const isFree = this.isFree(index)
      if (wasFree !== isFree) {
        const step = isFree ? 1 : -1
        this.freeOfSection[section[index]] += step
        if (zone[index] !== kNoZone) this.freeOfZone[zone[index]] += step
        this.totalFree += step
        this.freeBefore[index] = isFree ? 1 : 0
      }
      this.restyle(index)
    }
  }

  private freeBefore = new Uint8Array(0)

  private restyleAll() {
    const { count, section, zone } = this.geometry
    this.freeOfSection.fill(0)
    this.freeOfZone.fill(0)
    this.totalFree = 0
    this.freeBefore = new Uint8Array(count)
    for (let seat = 0; seat < count; seat++) {
      if (this.isFree(seat)) {
        this.freeOfSection[section[seat]]++
        if (zone[seat] !== kNoZone) this.freeOfZone[zone[seat]]++
        this.totalFree++
        this.freeBefore[seat] = 1
      }
      this.restyle(seat)
    }
  }

  private restyle(seat: number) {
    this.styles[seat] = styleOf({
      letter: this.letter(seat),
      selected: this.selected.has(seat),
      zone: this.geometry.zone[seat],
      kind: this.geometry.kind[seat],
      priced: this.isPriced(seat)
    })
  }

  private tell(seats: readonly number[] | null) {
    for (const listener of this.listeners) listener(seats)
  }
}
