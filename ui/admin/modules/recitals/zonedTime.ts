// Between an instant and what the clock on the venue's wall shows, for form fields (rule 50).

function parts(at: number, zone: string) {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' })
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]))
}

/** "2026-12-24T19:30", for a datetime-local field; "" for none. */
export function toWallTime(iso: string | null | undefined, zone: string): string {
  if (!iso) return ''
  const { year, month, day, hour, minute } = parts(Date.parse(iso), zone)
  return `${year}-${month}-${day}T${hour}:${minute}`
}

function offsetMs(at: number, zone: string): number {
  const { year, month, day, hour, minute, second } = parts(at, zone)
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) - Math.floor(at / 1000) * 1000
}

/**
 * The instant at which the wall clock shows `local`; the earlier one where it does so twice, null
 * where it never does: the clocks skip that time.
 */
export function fromWallTime(local: string, zone: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(local)) return null
  const wall = Date.parse(`${local.slice(0, 16)}:00Z`)
  const kDayMs = 86_400_000
  const offsets = new Set([offsetMs(wall - kDayMs, zone), offsetMs(wall + kDayMs, zone)])
  const fitting = [...offsets].map((offset) => wall - offset).filter((at) => at + offsetMs(at, zone) === wall)
  return fitting.length > 0 ? new Date(Math.min(...fitting)).toISOString() : null
}
