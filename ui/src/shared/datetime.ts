// A show's time is what the venue's clock says, whoever looks at it from wherever.

const kLong: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
const kShort: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' }

function zoned(options: Intl.DateTimeFormatOptions, locale: string, timeZone?: string) {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone })
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  }
}

export function formatDate(iso: string, locale: string, timeZone?: string, style: 'long' | 'short' = 'long') {
  return zoned(style === 'long' ? kLong : kShort, locale, timeZone).format(new Date(iso))
}

export function formatTime(iso: string, locale: string, timeZone?: string) {
  return zoned({ hour: 'numeric', minute: '2-digit' }, locale, timeZone).format(new Date(iso))
}

/** "Sat 14 Mar, 7:30 PM". */
export function formatShowTime(iso: string, locale: string, timeZone?: string, style: 'long' | 'short' = 'short') {
  return `${formatDate(iso, locale, timeZone, style)}, ${formatTime(iso, locale, timeZone)}`
}

/** "PST", or an offset where the zone has no short name in the locale. */
export function zoneName(iso: string, locale: string, timeZone: string) {
  const parts = zoned({ timeZoneName: 'short', hour: 'numeric' }, locale, timeZone).formatToParts(new Date(iso))
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone
}

/** True when the viewer's own clock shows another time than the venue's at that instant. */
export function viewerClockDiffers(iso: string, timeZone: string) {
  const own = new Intl.DateTimeFormat('en').resolvedOptions().timeZone
  return formatShowTime(iso, 'en', own) !== formatShowTime(iso, 'en', timeZone)
}

export function formatInstant(iso: string, locale: string) {
  return zoned({ dateStyle: 'medium', timeStyle: 'short' }, locale).format(new Date(iso))
}

/** "9:05", or "1:02:03" from an hour on; never negative. */
export function formatDuration(ms: number) {
  const total = Math.max(0, Math.ceil(ms / 1000))
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  const seconds = String(total % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}

/** The parts of a date for a calendar leaf on a card. */
export function dateLeaf(iso: string, locale: string, timeZone?: string) {
  const date = new Date(iso)
  return {
    weekday: zoned({ weekday: 'short' }, locale, timeZone).format(date),
    day: zoned({ day: 'numeric' }, locale, timeZone).format(date),
    month: zoned({ month: 'short' }, locale, timeZone).format(date)
  }
}
