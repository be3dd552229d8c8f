// What the server refuses, in the page's own words: learnt before a page hears of it.
import { mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { call, client } from '@/api/client'
import { createEntryI18n, type LocaleCode } from '../i18n'
import { useFormat } from '../composables/useFormat'

afterEach(() => {
  vi.unstubAllGlobals()
  localStorage.clear()
})

async function refusedIn(locale: LocaleCode, body: object) {
  localStorage.setItem('usher-locale', locale)
  const { i18n, speak } = await createEntryI18n(async () => ({ problems: { already_extended: 'Our own words.', unknown: '?' } }))
  let format!: ReturnType<typeof useFormat>
  mount(defineComponent({ setup: () => { format = useFormat(); return () => null } }), { global: { plugins: [i18n] } })
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status: 422, headers: { 'Content-Type': 'application/json' } }))
  const error: unknown = await call(client.GET('/api/public/config')).catch((each: unknown) => each)
  return { error, speak, ...format }
}
const fault = (pointer: string, code: string, detail: string) => ({ code: 'validation_failed', detail: 'Some fields are not right.', errors: [{ pointer, code, detail }] })

it('says in Spanish what is wrong with a field', async () => {
  const { error, fault: faultOf, problem } = await refusedIn('es', fault('/customer_email', 'invalid_format', 'This is not an e-mail address.'))
  expect(faultOf(error, 'customer_phone', 'customer_email')).toBe('Esto no es una dirección de correo.')
  expect(problem(error)).toBe('Esto no es una dirección de correo.')
  expect(faultOf(error, 'customer_name')).toBe('')
  expect(faultOf(null, 'customer_name')).toBe('')
})

it('keeps the figures and names that the server says', async () => {
  const long = await refusedIn('es', fault('/title', 'too_long', 'At most 200 characters.'))
  expect(long.fault(long.error, 'title')).toBe('Es demasiado largo: 200 caracteres como mucho.')
  const range = await refusedIn('en', fault('/zones/0/price', 'out_of_range', 'Must be from 0 to 10000000000.'))
  expect(range.problem(range.error)).toBe('From 0 to 10000000000.')
  const name = await refusedIn('en', fault('/html', 'unknown_variable', 'There is no variable "nmae" here.'))
  expect(name.fault(name.error, 'html')).toBe('There is no variable “nmae” here.')
})

it('has words for a whole answer, and those of the page before them', async () => {
  const whole = await refusedIn('es', { code: 'order_not_found', detail: 'No such order.' })
  expect(whole.problem(whole.error)).toBe('No hemos encontrado este pedido.')
  const own = await refusedIn('es', { code: 'already_extended', detail: 'Once only.' })
  expect(own.problem(own.error)).toBe('Our own words.')
})

it('speaks another language as soon as the page does', async () => {
  const { error, problem, speak } = await refusedIn('en', { code: 'order_not_found', detail: 'No such order.' })
  expect(problem(error)).toBe('We could not find this order.')
  await speak('es')
  expect(problem(error)).toBe('No hemos encontrado este pedido.')
})

it('shows what the server says of a code that nobody here knows', async () => {
  const { error, problem } = await refusedIn('es', { code: 'quite_new', detail: 'Something new.' })
  expect(problem(error)).toBe('Something new.')
})
