// Writes /scan-worker.js: the door's service worker with the names of everything that the door needs to run
// without the network. A new build has other names, and so a new worker.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const kEntry = 'door.html'
const kSource = fileURLToPath(new URL('../door/serviceWorker.js', import.meta.url))
/** Served under their own names. */
const kPublic = ['/icon.svg', '/scan.webmanifest', '/scan-192.png', '/scan-512.png']

interface Chunk {
  type: string
  fileName: string
  facadeModuleId?: string | null
  isEntry?: boolean
  imports?: string[]
  dynamicImports?: string[]
  code?: string
  source?: string | Uint8Array
  viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> }
}

/** The entry's chunks, whatever they may load later, and the styles, fonts and wasm that these name. */
export function filesOf(bundle: Record<string, Chunk>): string[] {
  const entry = Object.values(bundle).find((chunk) => chunk.isEntry && chunk.facadeModuleId?.endsWith(`/${kEntry}`))
  if (!entry) throw new Error(`the bundle has no ${kEntry}`)
  const found = new Set<string>()
  const names = Object.keys(bundle)
  const visit = (name: string) => {
    const file = bundle[name]
    if (!file || found.has(name)) return
    found.add(name)
    const meta = file.viteMetadata
    for (const next of [...(file.imports ?? []), ...(file.dynamicImports ?? []), ...(meta?.importedCss ?? []), ...(meta?.importedAssets ?? [])]) visit(next)
    // Addresses of assets are plain text in scripts and styles.
    const text = file.code ?? (name.endsWith('.css') ? String(file.source) : '')
    for (const asset of names) if (!found.has(asset) && bundle[asset].type === 'asset' && text.includes(asset.slice(asset.lastIndexOf('/') + 1))) visit(asset)
  }
  visit(entry.fileName)
  return [...found].filter((name) => !name.endsWith('.html') && !name.endsWith('.map')).sort()
}

export function doorWorker(): Plugin {
  return {
    name: 'usher-door-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const all = bundle as unknown as Record<string, Chunk>
        const files = [...filesOf(all).map((name) => `/${name}`), ...kPublic]
        const page = all[kEntry]?.source ?? ''
        const version = createHash('sha256').update(JSON.stringify(files)).update(String(page)).digest('hex').slice(0, 16)
        const source = readFileSync(kSource, 'utf8').replace("'__VERSION__'", JSON.stringify(version)).replace("['__FILES__']", JSON.stringify(files))
        this.emitFile({ type: 'asset', fileName: 'scan-worker.js', source })
      }
    }
  }
}
