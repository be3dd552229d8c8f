import '@/styles/base.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { createEntryI18n, kSpeak } from '@/shared/i18n'
import App from './App.vue'
import { createDoorRouter } from './router'
import { startWorker } from './worker'

const { i18n, speak } = await createEntryI18n((locale) =>
  locale === 'es' ? import('@/locales/es/door.json').then((file) => file.default) : import('@/locales/en/door.json').then((file) => file.default))

// Without the network questions fail at once instead of waiting for it: the door then decides by itself.
const queryClient = new QueryClient({ defaultOptions: { queries: { networkMode: 'always' }, mutations: { networkMode: 'always' } } })

createApp(App).use(i18n).use(createDoorRouter(i18n)).use(VueQueryPlugin, { queryClient }).provide(kSpeak, speak).mount('#app')
void startWorker()
