import '@/styles/base.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { isProblem } from '@/api/problem'
import { createEntryI18n, kSpeak } from '@/shared/i18n'
import App from './App.vue'
import { createAdminRouter } from './router'

const queries = new QueryClient({
  defaultOptions: { queries: { retry: (count, error) => !(isProblem(error) && error.status >= 400 && error.status < 500) && count < 2, staleTime: 5_000 } }
})
const { i18n, speak } = await createEntryI18n((locale) =>
  locale === 'es' ? import('@/locales/es/admin.json').then((file) => file.default) : import('@/locales/en/admin.json').then((file) => file.default))

createApp(App).use(i18n).use(createAdminRouter(i18n, queries)).use(VueQueryPlugin, { queryClient: queries }).provide(kSpeak, speak).mount('#app')
