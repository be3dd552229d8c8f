import { describe, expect, it } from 'vitest'
import { phoneCountry, readPhone } from '../phone'

describe('a telephone number', () => {
  it.each([
    ['+49 30 123456', undefined, '+4930123456'],
    ['0049-30/123456', undefined, '+4930123456'],
    ['0049-30/123456', 'US', '+4930123456'],
    ['030 123456', 'DE', '+4930123456'],
    ['(555) 123-4567', 'US', '+15551234567'],
    ['912 345 678', 'ES', '+34912345678'],
    ['+1 555 123 4567 ext 5', undefined, '+15551234567 ext. 5'],
    ['+49 (0)30 123456', undefined, '+4930123456']
  ])('%s in %s is %s', async (text, country, expected) => {
    expect(await readPhone(text, country)).toBe(expected)
  })

  it.each([['call me', 'DE'], ['030 123456', undefined], ['12', 'DE'], ['+49 30 123456789012345', 'DE'], ['', 'DE']])(
    '%s in %s is none', async (text, country) => {
      expect(await readPhone(text, country)).toBeUndefined()
    })

  it('is of the country that a language names, the first that does', () => {
    expect(phoneCountry('es-MX', 'en-GB')).toBe('MX')
    expect(phoneCountry('en', 'zh-Hant-TW')).toBe('TW')
    expect(phoneCountry('en', 'de')).toBeUndefined()
  })
})
