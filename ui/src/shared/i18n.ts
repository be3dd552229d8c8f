// Every word of the pages comes from src/locales, one file per entry; only the one spoken is loaded.
import { createI18n } from 'vue-i18n'
import { beforeRefusal } from '@/api/problem'

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

/** Words for whatever the server may refuse: many, seldom needed, and so a file of their own. */
const loadRefusals: MessageLoader = (locale) => (locale === 'es' ? import('@/locales/es/refusals.json') : import('@/locales/en/refusals.json')).then((file) => file.default)

/** `more`: files of words that only some pages need, fetched when they are learnt. */
export async function createEntryI18n(load: MessageLoader, more: Record<string, MessageLoader> = {}) {
  const locale = wanted()
  const i18n = createI18n({ legacy: false, locale, fallbackLocale: 'en', messages: { [locale]: await load(locale) } as Record<string, never> })
  document.documentElement.lang = locale

  const parts: Record<string, MessageLoader> = { ...more, refusals: loadRefusals }
  const learnt = new Map<string, Set<LocaleCode>>()
  async function learn(part: string, code = i18n.global.locale.value as LocaleCode) {
    const known = learnt.get(part) ?? new Set()
    if (!known.has(code)) i18n.global.mergeLocaleMessage(code, (await parts[part](code)) as never)
    learnt.set(part, known.add(code))
  }
  // Before anybody is told, there are words for it; where they cannot be had, the server's are shown.
  beforeRefusal(async ({ code, faults }) => {
    const isSaid = faults.length === 0 && (i18n.global.te as (key: string) => boolean)(`problems.${code}`)
    if (!isSaid) await learn('refusals').catch(() => undefined)
  })

  async function speak(next: LocaleCode) {
    const loaded = i18n.global.messages.value as Record<string, Messages>
    if (!(next in loaded)) i18n.global.setLocaleMessage(next, (await load(next)) as never)
    await Promise.all([...learnt.keys()].map((part) => learn(part, next).catch(() => undefined)))
    i18n.global.locale.value = next as never
    document.documentElement.lang = next
    try {
      localStorage.setItem(kStorageKey, next)
    } catch {
      // The choice then lasts for this page.
    }
  }
  return { i18n, speak, learn }
}

export const kSpeak = Symbol('speak')
