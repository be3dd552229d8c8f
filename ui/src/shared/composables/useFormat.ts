// Money, dates and problems in the words of the reader's language.
import { useI18n } from 'vue-i18n'
import { asProblem, type ApiProblem, type FieldFault } from '@/api/problem'
import { formatDate, formatInstant, formatShowTime, formatTime, viewerClockDiffers, zoneName } from '@/shared/datetime'
import { formatMoney } from '@/shared/money'

const minutesOf = (problem: ApiProblem) => Math.ceil((problem.retryAfterSeconds ?? 60) / 60)

export function useFormat() {
  const { locale, t, te } = useI18n()
  /**
   * What is wrong with a field in our words: those for this very field, those for a name or for figures
   * that the server says, else those of the code.
   */
  function faultText({ pointer, code, detail }: FieldFault): string {
    const name = /"([^"]+)"/.exec(detail)?.[1]
    const [a, b, ...more] = detail.match(/\d[\d.,]*\d|\d/g) ?? []
    const figures = more.length > 0 ? '' : b ? '2' : a ? '1' : ''
    const forms = [pointer.slice(pointer.lastIndexOf('/') + 1), name ? 'name' : '', figures].filter(Boolean)
    const key = forms.map((form) => `faults.${code}_${form}`).find((each) => te(each)) ?? `faults.${code}`
    return te(key) ? t(key, { a, b, name }) : detail
  }
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
      if (te(key) || te(key, 'en')) return t(key, { minutes: minutesOf(problem) })
      const faults = problem.faults.map(faultText).filter(Boolean)
      if (faults.length > 0) return [...new Set(faults)].join(' ')
      if (te(`refusals.${problem.code}`)) return t(`refusals.${problem.code}`, { minutes: minutesOf(problem) })
      return problem.status >= 500 ? t('problems.server', { id: problem.requestId }) : problem.detail || t('problems.unknown')
    },
    faultText,
    /** What the server found wrong in the first of these fields ("customer_email"); empty where nothing is. */
    fault(error: unknown, ...fields: string[]): string {
      const found = error ? fields.map((field) => asProblem(error).fault(field)).find(Boolean) : undefined
      return found ? faultText(found) : ''
    }
  }
}
