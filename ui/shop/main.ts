import '@/styles/base.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { isProblem } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import { createEntryI18n, kSpeak } from '@/shared/i18n'
import App from './App.vue'
import { createShopRouter } from './router'

const kRetries = 2
const kHealMs = 5_000
/** Whether asking again may get another answer. */
const heals = (error: unknown) => !(isProblem(error) && error.status >= 400 && error.status < 500)
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal will not change by asking again; a lost connection may.
      retry: (count, error) => heals(error) && count < kRetries,
      refetchOnWindowFocus: false,
      // Without a network an attempt fails and is said, instead of waiting without a word; what failed
      // is asked for again by itself.
      networkMode: 'always',
      refetchOnReconnect: true,
      refetchInterval: (query) => (query.state.status === 'error' && heals(query.state.error) ? kHealMs : false)
    },
    mutations: { networkMode: 'always' }
  }
})

const { i18n, speak, learn } = await createEntryI18n(
  (locale) => (locale === 'es' ? import('@/locales/es/shop.json') : import('@/locales/en/shop.json')).then((file) => file.default),
  { buying: (locale) => (locale === 'es' ? import('@/locales/es/buying.json') : import('@/locales/en/buying.json')).then((file) => file.default) }
)

/** What the server knew when it wrote the page: the first view needs no further question. */
function takeServerData() {
  const element = document.getElementById('usher-data')
  const [kind, id = ''] = (element?.dataset.key ?? '').split(':')
  const key = { shows: queryKeys.publicShows, recital: queryKeys.publicRecital(id), show: queryKeys.publicShow(id) }[kind]
  if (element && key) queries.setQueryData(key, JSON.parse(element.textContent))
  element?.remove()
}
takeServerData()

const router = createShopRouter(i18n, learn)
const app = createApp(App).use(i18n).use(router).use(VueQueryPlugin, { queryClient: queries }).provide(kSpeak, speak)
// Until the page's own code is there, the server's words stay.
await router.isReady()
app.mount('#app')
