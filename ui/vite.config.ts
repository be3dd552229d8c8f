import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'
import { doorWorker } from './tools/doorWorkerPlugin'
import { locales, slimI18n } from './tools/localesPlugin'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** In development the server that answers is Vite, so the pages' addresses lead to their entry. */
function entryPages(): Plugin {
  return {
    name: 'usher-entry-pages',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = (request.url ?? '/').split('?')[0]
        if (path === '/' || path.startsWith('/public/')) request.url = '/shop.html'
        else if (path.startsWith('/admin') && !path.includes('.')) request.url = '/admin.html'
        else if (path.startsWith('/scan')) request.url = '/door.html'
        next()
      })
    }
  }
}

export default defineConfig({
  plugins: [doorWorker(), locales(), slimI18n(), vue(), tailwindcss(), entryPages()],
  resolve: {
    alias: {
      '@': here('./src'),
      'vue-demi': here('./tools/vueDemi.mjs'),
      'vue-i18n': here('./node_modules/vue-i18n/dist/vue-i18n.runtime.mjs')
    }
  },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: true,
    __INTLIFY_JIT_COMPILATION__: false
  },
  // Not bundled beforehand in development, so that it goes through slimI18n there too.
  optimizeDeps: { exclude: ['vue-i18n'] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { shop: here('./shop.html'), admin: here('./admin.html'), door: here('./door.html') },
      // Few files, so that a first visit over HTTP/1.1 does not queue for connections.
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'vendor', test: /node_modules\/(@?vue|vue-router|vue-i18n|@intlify|@tanstack|openapi-fetch|@lucide\/vue\/dist\/esm\/(?!icons))[/-]|tools\/vueDemi/ },
            { name: 'kit', test: /src\/(shared|api)\/(?!(components\/(BaseDialog|CustomerDialog|SignInForm|OrderTickets|TicketCard)|composables\/(useTicketOrders|useTicketPdf|useChosenKinds)|lostSession|ticketKinds))|lucide.*\/icons\/(circle-alert|circle-check|info|triangle-alert|x|moon|sun|timer|ticket)\.mjs/ },
            { name: 'seatmap', test: /src\/seatmap\/|flatbush|flatqueue/ }
          ]
        }
      }
    }
  },
  server: { proxy: { '/api': process.env.USHER_API ?? 'http://127.0.0.1:8080' } },
  test: { environment: 'happy-dom', environmentOptions: { happyDOM: { url: 'http://localhost/' } }, include: ['{src,shop,admin,door}/**/*.test.ts'] }
} as Parameters<typeof defineConfig>[0])
