// Compiles the messages of src/locales at build time, so that no message compiler is downloaded: plain
// words stay strings, those with places or plurals become functions of vue-i18n's message context.
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

interface Compiler {
  baseCompile(message: string, options: { mode: 'arrow'; jit: false; onError(error: Error): void }): { code: string }
}

// The compiler of the very version of vue-i18n that runs the messages.
const fromI18n = createRequire(createRequire(import.meta.url).resolve('vue-i18n'))
const { baseCompile } = createRequire(fromI18n.resolve('@intlify/core-base'))('@intlify/message-compiler') as Compiler

function compile(value: unknown, path: string): string {
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${compile(inner, `${path}.${key}`)}`)
    return `{${members.join(',')}}`
  }
  const text = String(value)
  if (!/[{}|@]/.test(text)) return JSON.stringify(text)
  return baseCompile(text, {
    mode: 'arrow',
    jit: false,
    onError(error) {
      throw new Error(`${path}: ${error.message}`)
    }
  }).code
}

export function locales(): Plugin {
  return {
    name: 'usher-locales',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/locales\/.*\.json$/ },
      handler(code, id) {
        return { code: `export default ${compile(JSON.parse(code), id.slice(id.lastIndexOf('/locales/') + 9))}`, map: null, moduleType: 'js' }
      }
    }
  }
}

/** Keeps Vue's unused parts and the message compiler out of the bundle: vue-i18n holds on to both as a
 * whole, the former only to look for one function under a name that tools cannot see. */
export function slimI18n(): Plugin {
  const kWhole = "import * as Vue from 'vue';"
  const kCompiler = 'registerMessageCompiler(compile);'
  return {
    name: 'usher-slim-i18n',
    transform: {
      filter: { id: /vue-i18n\.runtime\.mjs(\?|$)/ },
      handler(code) {
        if (!code.includes(kWhole) || !code.includes(kCompiler)) this.error('vue-i18n has changed; see whether slimI18n is still needed')
        return { code: code.replace(kWhole, "import { getCurrentInstance as findInstance } from 'vue';\nconst Vue = { getCurrentInstance: findInstance };").replace(kCompiler, 'registerMessageCompiler((words) => () => words);'), map: null }
      }
    }
  }
}
