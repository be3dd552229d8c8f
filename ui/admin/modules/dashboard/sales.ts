// From the days that sold something to the bars of a chart: every day has one, long periods by week.

export interface DaySale {
  day: string
  currency: string
  orders: number
  tickets_sold: number
  revenue: number
}
export interface SalesBar {
  /** First and last day of the bar; the same for one of a single day. */
  from: string
  to: string
  orders: number
  tickets: number
  revenue: number
}

const kDayMs = 86_400_000
/** Longer periods get a bar a week: thinner ones could not be told apart. */
const kDailyUpTo = 92
const kWeek = 7

/** The n-th day after an ISO day; days of the calendar, so no clock can shift them. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * kDayMs).toISOString().slice(0, 10)
}

export function salesBars(days: readonly DaySale[], currency: string, last: string, count: number): SalesBar[] {
  const first = addDays(last, 1 - count)
  const width = count > kDailyUpTo ? kWeek : 1
  const bars: SalesBar[] = []
  // Weeks are counted from the end, so that the last one is whole.
  for (let end = count; end > 0; end -= width) {
    const start = Math.max(0, end - width)
    bars.unshift({ from: addDays(first, start), to: addDays(first, end - 1), orders: 0, tickets: 0, revenue: 0 })
  }
  for (const sale of days) {
    if (sale.currency !== currency) continue
    const bar = bars.find((each) => sale.day >= each.from && sale.day <= each.to)
    if (!bar) continue
    bar.orders += sale.orders
    bar.tickets += sale.tickets_sold
    bar.revenue += sale.revenue
  }
  return bars
}

/** A round number at or above `value`, for the top of an axis, whose half is round as well. */
export function niceTop(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power
}

/** By how much per cent the number changed; null when there was nothing before. */
export function changePercent(now: number, before: number): number | null {
  return before > 0 ? Math.round(((now - before) / before) * 100) : null
}
