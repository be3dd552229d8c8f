// Money is an integer in the currency's smallest unit; only here does it become text.

const digitsOf = new Map<string, number>()

export function currencyDigits(currency: string): number {
  let digits = digitsOf.get(currency)
  if (digits === undefined) {
    try {
      const format = new Intl.NumberFormat('en', { style: 'currency', currency })
      digits = format.resolvedOptions().maximumFractionDigits ?? 2
    } catch {
      digits = 2
    }
    digitsOf.set(currency, digits)
  }
  return digits
}

/** Whole amounts lose their empty decimals when `compact` ("$45"). */
export function formatMoney(minor: number, currency: string, locale: string, compact = false): string {
  const digits = currencyDigits(currency)
  const value = minor / 10 ** digits
  const whole = compact && minor % 10 ** digits === 0
  try {
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: whole ? 0 : digits,
      maximumFractionDigits: whole ? 0 : digits
    }).format(value)
  } catch {
    return `${value.toFixed(digits)} ${currency}`
  }
}

/** Reads what a person typed ("1,234.50", "25", "12,5") into minor units; null when it is not an amount. */
export function parseMoney(text: string, currency: string): number | null {
  const digits = currencyDigits(currency)
  let clean = text.trim().replace(/[^\d.,-]/g, '')
  const lastDot = clean.lastIndexOf('.')
  const lastComma = clean.lastIndexOf(',')
  const decimalAt = Math.max(lastDot, lastComma)
  if (decimalAt >= 0) {
    const decimals = clean.length - decimalAt - 1
    const both = lastDot >= 0 && lastComma >= 0
    const isGrouped = /^-?\d{1,3}([.,]\d{3})+$/.test(clean)
    if (both || decimals <= digits) clean = `${clean.slice(0, decimalAt).replace(/[.,]/g, '')}.${clean.slice(decimalAt + 1)}`
    else if (isGrouped) clean = clean.replace(/[.,]/g, '')
    else return null
  }
  if (!/^-?\d+(\.\d*)?$/.test(clean)) return null
  const negative = clean.startsWith('-')
  const [whole, fraction = ''] = clean.replace('-', '').split('.')
  if (fraction.length > digits) return null
  const minor = Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, '0') || '0')
  return Number.isSafeInteger(minor) ? (negative ? -minor : minor) : null
}
