// Who may import whom in ui/, as a lint rule: modules know src/ and their entry's own components, never
// each other; src/ knows no entry; only composables talk to the server; the seat map engine is plain
// TypeScript without Vue.
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

function placeOf(file) {
  const [top, second, third] = relative(root, file).split('/')
  return { top, module: second === 'modules' ? third : null }
}

function target(source, file) {
  if (source.startsWith('@/')) return resolve(root, 'src', source.slice(2))
  return source.startsWith('.') ? resolve(dirname(file), source) : null
}

function complaint(source, file) {
  const from = placeOf(file)
  const path = relative(root, file)
  if (path.startsWith('src/seatmap/engine/') && /^(vue|vue-i18n|@tanstack)/.test(source)) return 'The seat map engine is plain TypeScript.'
  const to = target(source, file)
  if (!to) return null
  const isComposable = /\/use[A-Z]\w*\.ts$/.test(path) || path.startsWith('src/api/') || path.endsWith('.test.ts')
  if (source === '@/api/client' && !isComposable) return 'Only composables (useXyz.ts) talk to the server.'
  const there = placeOf(to)
  if (from.top === 'src' && there.top !== 'src') return 'src/ must not know an entry.'
  const isEntry = ['shop', 'admin', 'door'].includes(from.top)
  if (isEntry && there.top !== 'src' && there.top !== from.top) return 'Entries must not know each other.'
  if (from.module && there.module && there.module !== from.module) return 'Modules must not know each other; move what both need to src/.'
  return null
}

export default {
  meta: { name: 'usher' },
  rules: {
    boundaries: {
      meta: { type: 'problem', schema: [] },
      create(context) {
        const check = (node) => {
          const source = node.source?.value
          const message = typeof source === 'string' ? complaint(source, context.filename) : null
          if (message) context.report({ node, message })
        }
        return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check }
      }
    }
  }
}
