import '@/styles/base.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { createEntryI18n, kSpeak } from '@/shared/i18n'
import App from './App.vue'
import { createDoorRouter } from './router'

const { i18n, speak } = await createEntryI18n((locale) =>
  locale === 'es' ? import('@/locales/es/door.json').then((file) => file.default) : import('@/locales/en/door.json').then((file) => file.default))

createApp(App).use(i18n).use(createDoorRouter(i18n)).use(VueQueryPlugin, { queryClient: new QueryClient() }).provide(kSpeak, speak).mount('#app')
