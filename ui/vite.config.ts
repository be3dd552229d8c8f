import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

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
  plugins: [vue(), tailwindcss(), entryPages()],
  resolve: { alias: { '@': here('./src') } },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { shop: here('./shop.html'), admin: here('./admin.html'), door: here('./door.html') }
    }
  },
  server: { proxy: { '/api': process.env.USHER_API ?? 'http://127.0.0.1:8080' } },
  test: { environment: 'happy-dom', include: ['{src,shop,admin,door}/**/*.test.ts'] }
} as Parameters<typeof defineConfig>[0])
