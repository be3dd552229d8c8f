// Money, dates and problems in the words of the reader's language.
import { useI18n } from 'vue-i18n'
import { asProblem } from '@/api/problem'
import { formatDate, formatInstant, formatShowTime, formatTime, viewerClockDiffers, zoneName } from '@/shared/datetime'
import { formatMoney } from '@/shared/money'

export function useFormat() {
  const { locale, t, te } = useI18n()
  return {
    money: (minor: number, currency: string, compact = false) => formatMoney(minor, currency, locale.value, compact),
    date: (iso: string, zone?: string, style: 'long' | 'short' = 'long') => formatDate(iso, locale.value, zone, style),
    time: (iso: string, zone?: string) => formatTime(iso, locale.value, zone),
    showTime: (iso: string, zone?: string, style: 'long' | 'short' = 'short') => formatShowTime(iso, locale.value, zone, style),
    /** The same for staff: the clock is named where theirs shows another time than the venue's. */
    venueTime: (iso: string, zone: string, style: 'long' | 'short' = 'short') => `${formatShowTime(iso, locale.value, zone, style)}${viewerClockDiffers(iso, zone) ? ` ${zoneName(iso, locale.value, zone)}` : ''}`,
    instant: (iso: string) => formatInstant(iso, locale.value),
    count: (value: number) => new Intl.NumberFormat(locale.value).format(value),
    /** What happened, what was not lost, what to do: our words for a code, else the server's. */
    problem(error: unknown): string {
      const problem = asProblem(error)
      const key = `problems.${problem.code}`
      if (te(key) || te(key, 'en')) return t(key, { seconds: problem.retryAfterSeconds ?? 60, minutes: Math.ceil((problem.retryAfterSeconds ?? 60) / 60) })
      if (problem.status >= 500) return t('problems.server', { id: problem.requestId })
      const faults = problem.faults.map((fault) => fault.detail).filter(Boolean)
      return faults.length > 0 ? faults.join(' ') : problem.detail || t('problems.unknown')
    }
  }
}
