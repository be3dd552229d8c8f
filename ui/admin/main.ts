import '@/styles/base.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { isProblem } from '@/api/problem'
import { createEntryI18n, kSpeak } from '@/shared/i18n'
import App from './App.vue'
import { startKeepingSession } from './composables/useSignInAgain'
import { guardUnsaved } from './composables/useUnsaved'
import { createAdminRouter } from './router'

const queries = new QueryClient({
  defaultOptions: { queries: { retry: (count, error) => !(isProblem(error) && error.status >= 400 && error.status < 500) && count < 2, staleTime: 5_000 } }
})
const { i18n, speak } = await createEntryI18n((locale) =>
  locale === 'es' ? import('@/locales/es/admin.json').then((file) => file.default) : import('@/locales/en/admin.json').then((file) => file.default))

const router = createAdminRouter(i18n, queries)
guardUnsaved(router)
startKeepingSession(() => !router.currentRoute.value.meta.isOpen)
const app = createApp(App).use(i18n).use(router).use(VueQueryPlugin, { queryClient: queries }).provide(kSpeak, speak)
// Not before it is known who is there and which page it is: else the menu jumps, or shows beside the sign-in.
void router.isReady().catch(() => undefined).then(() => app.mount('#app'))
