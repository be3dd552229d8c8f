import '@/styles/base.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { isProblem } from '@/api/problem'
import { createEntryI18n, kSpeak } from '@/shared/i18n'
import App from './App.vue'
import { createShopRouter } from './router'

const kRetries = 2
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal will not change by asking again; a lost connection may.
      retry: (count, error) => !(isProblem(error) && error.status >= 400 && error.status < 500) && count < kRetries,
      refetchOnWindowFocus: false
    }
  }
})

const { i18n, speak } = await createEntryI18n((locale) =>
  locale === 'es' ? import('@/locales/es/shop.json').then((file) => file.default) : import('@/locales/en/shop.json').then((file) => file.default))

createApp(App).use(i18n).use(createShopRouter(i18n)).use(VueQueryPlugin, { queryClient: queries }).provide(kSpeak, speak).mount('#app')
