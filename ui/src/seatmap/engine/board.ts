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
  /** Seats with a ring around them: those that staff chose, those that a code opened. */
  readonly rings: Uint8Array
  /** Looks of the page's own, before those of the state; undefined leaves a seat as it is. */
  look: ((seat: number) => number | undefined) | null = null
  /** Whether companion seats go with the accessible seat beside them only. */
  bindsCompanions = false
  private mine = new Set<number>()
  /** Which allotment a seat belongs to that a code opened for us; 0 for none. */
  private readonly lanes: Uint8Array
  /** What the lanes are called, from 1 on. */
  private laneNames: readonly string[] = []
  /** Per zone, with all mandatory fees; null where the zone has no price and so is not for sale. */
  private prices: (number | null)[]
  /** Seats that do not cost what their zone does. */
  private ownPrices: ReadonlyMap<number, [number, number, number]> = new Map()
  /** Staff see prices as they set them; buyers with all mandatory fees (rule 41). */
  isBeforeFees = false
  private totalFree = 0

  constructor(readonly geometry: SeatGeometry) {
    this.sequence = new SeatSequence(geometry.indexOfId)
    this.prices = geometry.layout.price_zones.map(() => null)
    this.freeOfSection = new Int32Array(geometry.layout.sections.length)
    this.freeOfZone = new Int32Array(geometry.layout.price_zones.length)
    this.styles = new Uint16Array(geometry.count)
    this.rings = new Uint8Array(geometry.count)
    this.lanes = new Uint8Array(geometry.count)
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
    if (letter === 'r' && this.mine.has(seat)) return 'a'
    return letter === 'h' && this.lanes[seat] > 0 ? 'a' : letter
  }

  /** As the server says it, whoever we are. */
  publicLetter(seat: number): SeatLetter {
    return this.sequence.letterAt(seat)
  }

  isPriced(seat: number): boolean {
    return this.seatPrice(seat) !== null
  }

  /** Of this very seat: its own price, else its zone's; null: not for sale. */
  seatPrice(seat: number): number | null {
    const own = this.ownPrices.get(seat)
    if (own) return own[this.isBeforeFees ? 1 : 2]
    const zone = this.geometry.zone[seat]
    return zone === kNoZone ? null : this.zonePrice(zone)
  }

  /** Where the seat does not cost what its zone does: before and with fees. */
  ownPrice(seat: number): { price: number; allIn: number } | undefined {
    const own = this.ownPrices.get(seat)
    return own && { price: own[1], allIn: own[2] }
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
    this.ownPrices = new Map((snapshot.prices ?? []).map((own) => [own[0], own]))
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

  /** The seats that a code opens for us, in lanes from 1 on; answers the chosen ones that are lost by it. */
  setOpened(lanes: readonly (readonly number[])[], names: readonly string[] = []): number[] {
    this.laneNames = names
    this.lanes.fill(0)
    lanes.forEach((seats, at) => seats.forEach((seat) => (this.lanes[seat] = at + 1)))
    this.rings.set(this.lanes)
    this.restyleAll()
    const lost = this.dropLost()
    this.tell(null)
    return lost
  }

  /** The lane of a seat that only our code opens; 0 for what is everybody's. */
  laneOf = (seat: number): number => (this.sequence.letterAt(seat) === 'a' ? 0 : (this.lanes[seat] ?? 0))

  /** The allotment of a seat that only our code opens; empty for what is everybody's. */
  laneName(seat: number): string {
    return this.laneNames[this.laneOf(seat) - 1] ?? ''
  }
  get isOpened(): boolean {
    return this.lanes.some((lane) => lane > 0)
  }

  ring(seats: readonly number[], on: boolean) {
    for (const seat of seats) this.rings[seat] = on ? 1 : 0
    this.tell(seats)
  }

  /** Looks again; null at all seats. */
  redraw(seats: readonly number[] | null) {
    if (seats) seats.forEach((seat) => this.restyle(seat))
    else this.restyleAll()
    this.tell(seats)
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
    this.styles[seat] = this.look?.(seat) ?? styleOf({
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
