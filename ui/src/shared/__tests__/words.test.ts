import { describe, expect, it } from 'vitest'
import { dateLeaf, formatDuration, formatShowTime, viewerClockDiffers } from '../datetime'
import { currencyDigits, formatMoney, parseMoney } from '../money'

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('money', () => {
  it('writes amounts of any number of decimals by locale', () => {
    expect(formatMoney(2550, 'USD', 'en')).toBe('$25.50')
    expect(plain(formatMoney(2550, 'EUR', 'es'))).toBe('25,50 €')
    expect(formatMoney(2550, 'JPY', 'en')).toBe('¥2,550')
    expect(currencyDigits('KWD')).toBe(3)
    expect(formatMoney(4500, 'USD', 'en', true)).toBe('$45')
    expect(formatMoney(4550, 'USD', 'en', true)).toBe('$45.50')
  })
  it('reads what people type', () => {
    expect(parseMoney('25', 'USD')).toBe(2500)
    expect(parseMoney('$1,234.50', 'USD')).toBe(123450)
    expect(parseMoney('1.234,50', 'EUR')).toBe(123450)
    expect(parseMoney('12,5', 'EUR')).toBe(1250)
    expect(parseMoney('1,234', 'USD')).toBe(123400)
    expect(parseMoney('2550', 'JPY')).toBe(2550)
  })
  it('refuses what is no amount', () => {
    expect(parseMoney('', 'USD')).toBeNull()
    expect(parseMoney('twelve', 'USD')).toBeNull()
    expect(parseMoney('1.2345', 'JPY')).toBeNull()
  })
})

describe('datetime', () => {
  const evening = '2026-12-12T00:30:00.000Z'
  it("says what the venue's clock says", () => {
    expect(plain(formatShowTime(evening, 'en-US', 'America/New_York'))).toBe('Fri, Dec 11, 7:30 PM')
    expect(formatShowTime(evening, 'es', 'America/New_York')).toContain('19:30')
  })
  it('stands a zone that the browser does not know', () => {
    expect(plain(formatShowTime(evening, 'en-US', 'Mars/Olympus'))).toBe('Sat, Dec 12, 12:30 AM')
  })
  it('is right on both sides of the change to daylight saving', () => {
    expect(plain(formatShowTime('2026-03-08T06:59:00Z', 'en-US', 'America/New_York'))).toContain('1:59 AM')
    expect(plain(formatShowTime('2026-03-08T07:00:00Z', 'en-US', 'America/New_York'))).toContain('3:00 AM')
  })
  it('counts down to the second and never below zero', () => {
    expect(formatDuration(600_000)).toBe('10:00')
    expect(formatDuration(59_001)).toBe('1:00')
    expect(formatDuration(-5)).toBe('0:00')
    expect(formatDuration(3_723_000)).toBe('1:02:03')
  })
  it('knows whether the viewer lives by another clock', () => {
    const own = new Intl.DateTimeFormat('en').resolvedOptions().timeZone
    expect(viewerClockDiffers(evening, own)).toBe(false)
    expect(viewerClockDiffers(evening, 'Pacific/Kiritimati')).toBe(true)
  })
  it('makes a leaf of a calendar', () => {
    expect(dateLeaf(evening, 'en', 'America/New_York')).toEqual({ weekday: 'Fri', day: '11', month: 'Dec' })
  })
})
