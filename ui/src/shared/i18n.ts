// Every word of the pages comes from src/locales, one file per entry; only the one spoken is loaded.
import { createI18n } from 'vue-i18n'

export const kLocales = { en: 'English', es: 'Español' } as const
export type LocaleCode = keyof typeof kLocales
type Messages = Record<string, unknown>
export type MessageLoader = (locale: LocaleCode) => Promise<Messages>

const kStorageKey = 'usher-locale'

function wanted(): LocaleCode {
  let stored: string | null = null
  try {
    stored = localStorage.getItem(kStorageKey)
  } catch {
    // Without storage the browser's languages decide.
  }
  for (const tag of [stored, ...navigator.languages]) {
    const code = tag?.slice(0, 2).toLowerCase()
    if (code && code in kLocales) return code as LocaleCode
  }
  return 'en'
}

export async function createEntryI18n(load: MessageLoader) {
  const locale = wanted()
  const i18n = createI18n({ legacy: false, locale, fallbackLocale: 'en', messages: { [locale]: await load(locale) } as Record<string, never> })
  document.documentElement.lang = locale

  async function speak(next: LocaleCode) {
    const loaded = i18n.global.messages.value as Record<string, Messages>
    if (!(next in loaded)) i18n.global.setLocaleMessage(next, (await load(next)) as never)
    i18n.global.locale.value = next as never
    document.documentElement.lang = next
    try {
      localStorage.setItem(kStorageKey, next)
    } catch {
      // The choice then lasts for this page.
    }
  }
  return { i18n, speak }
}

export const kSpeak = Symbol('speak')
