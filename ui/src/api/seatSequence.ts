// Decides what a seat event means for what we know: apply it, drop it, or read the state again (rule 6).

export const kStatusLetters = { a: 'available', r: 'reserved', s: 'sold', b: 'blocked', h: 'house' } as const
export type SeatLetter = keyof typeof kStatusLetters
export type SeatStatus = (typeof kStatusLetters)[SeatLetter]

const kLetterOf: Record<string, SeatLetter> = {
  available: 'a', reserved: 'r', sold: 's', blocked: 'b', house: 'h',
  a: 'a', r: 'r', s: 's', b: 'b', h: 'h'
}

/** The letter of a status in words or letters; what nobody knows yet counts as blocked. */
export function letterOf(status: string): SeatLetter {
  return kLetterOf[status] ?? 'b'
}

export interface SeatChange {
  index: number
  letter: SeatLetter
}
export interface SeatsEvent {
  sequence: number
  previous: number
  seats: { id: string; status: string }[]
}
export interface SeatSnapshot {
  sequence: number
  states: string
  /** Seats that do not cost what their zone does: place, price, price with all fees. */
  prices?: [seat: number, price: number, allIn: number][]
}

export type Verdict = { kind: 'apply'; changes: SeatChange[] } | { kind: 'drop' } | { kind: 'reload' }

export class SeatSequence {
  private sequence = -1
  private letters: SeatLetter[] = []

  constructor(private readonly indexOf: ReadonlyMap<string, number>) {}

  get current(): number {
    return this.sequence
  }

  letterAt(index: number): SeatLetter {
    return this.letters[index] ?? 'b'
  }

  /** Everything at once; answers what differs from before. */
  reset(snapshot: SeatSnapshot): SeatChange[] {
    const changes: SeatChange[] = []
    for (let index = 0; index < snapshot.states.length; index++) {
      const letter = letterOf(snapshot.states[index])
      if (this.letters[index] !== letter) changes.push({ index, letter })
      this.letters[index] = letter
    }
    this.letters.length = snapshot.states.length
    this.sequence = snapshot.sequence
    return changes
  }

  take(event: SeatsEvent): Verdict {
    if (this.sequence < 0) return { kind: 'reload' }
    if (event.sequence <= this.sequence) return { kind: 'drop' }
    if (event.previous !== this.sequence) return { kind: 'reload' }
    const changes: SeatChange[] = []
    for (const seat of event.seats) {
      const index = this.indexOf.get(seat.id)
      if (index === undefined) return { kind: 'reload' }
      const letter = letterOf(seat.status)
      if (this.letters[index] === letter) continue
      this.letters[index] = letter
      changes.push({ index, letter })
    }
    this.sequence = event.sequence
    return { kind: 'apply', changes }
  }
}
