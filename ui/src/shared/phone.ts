// Telephone numbers as people write them, in the one spelling that everybody can dial (E.164).

/** The country (ISO 3166) whose numbers people here write without its code: the house's, or the reader's own. */
export function phoneCountry(...languages: string[]): string | undefined {
  for (const language of languages) {
    const country = /^[a-z]{2,3}(?:-[A-Za-z]{4})?-([A-Z]{2})$/.exec(language)?.[1]
    if (country) return country
  }
  return undefined
}

/** What to send of a number that somebody typed: as readPhone() has it, and as typed where the library did not come. */
export async function phoneToSend(typed: string, country?: string): Promise<string | undefined> {
  const text = typed.trim()
  return text ? readPhone(text, country).catch(() => text) : ''
}

/**
 * "030 123456" of Germany as "+4930123456", with an extension as "+4930123456 ext. 5"; undefined when nobody
 * could be called by it. The library is loaded only for those who give a number.
 */
export async function readPhone(text: string, country?: string): Promise<string | undefined> {
  const { isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/min')
  // How one dials abroad differs from country to country; 00 is understood wherever it is written.
  const international = text.trim().replace(/^00(?=[1-9])/, '+')
  const home = country && isSupportedCountry(country) ? country : undefined
  const number = parsePhoneNumberFromString(international, { defaultCountry: home, extract: false })
  if (!number?.isPossible()) return undefined
  return number.ext ? `${number.number} ext. ${number.ext}` : number.number
}
