// The picture to trace: kept in this browser, because only who draws needs it.
import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Backdrop } from '../engine/document'
import type { Editor } from '../engine/editor'
import type { MapView } from '../renderer/mapView'

const kDatabase = 'usher-builder'
const kStore = 'backdrops'
const kMostBytes = 20 * 1024 * 1024

interface Kept {
  blob: Blob
  backdrop: Backdrop
}

function open(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const request = indexedDB.open(kDatabase, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(kStore)
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })
}
async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((done, failed) => {
      const request = work(database.transaction(kStore, mode).objectStore(kStore))
      request.onsuccess = () => done(request.result)
      request.onerror = () => failed(request.error)
    })
  } finally {
    database.close()
  }
}

export class BackdropFault extends Error {
  constructor(readonly reason: 'tooLarge' | 'notAnImage') {
    super(reason)
  }
}

export function useBackdrop(venueId: string, editor: ShallowRef<Editor | null>, view: ShallowRef<MapView | null>, revision: Ref<number>) {
  const image = shallowRef<HTMLImageElement | null>(null)
  let blob: Blob | null = null
  let address = ''
  let shownUrl = ''
  const localUrl = `local:${venueId}`

  async function show(source: Blob | string): Promise<HTMLImageElement> {
    if (address) URL.revokeObjectURL(address)
    address = typeof source === 'string' ? '' : URL.createObjectURL(source)
    const made = new Image()
    made.src = address || (source as string)
    try {
      await made.decode()
    } catch {
      throw new BackdropFault('notAnImage')
    }
    image.value = made
    return made
  }

  /** A picture from this computer, laid under the middle of what is seen. */
  async function choose(file: File, middle: { x: number; y: number }) {
    if (file.size > kMostBytes) throw new BackdropFault('tooLarge')
    const made = await show(file)
    blob = file
    const width = 1000
    const height = (width * made.naturalHeight) / Math.max(1, made.naturalWidth)
    shownUrl = localUrl
    editor.value?.setBackdrop({ url: localUrl, x: Math.round(middle.x - width / 2), y: Math.round(middle.y - height / 2), width, height: Math.round(height), opacity: 0.5 })
  }

  async function restore() {
    const kept = await inStore<Kept | undefined>('readonly', (store) => store.get(venueId)).catch(() => undefined)
    if (!kept || !editor.value || editor.value.doc.backdrop) return
    blob = kept.blob
    await show(kept.blob).catch(() => undefined)
    shownUrl = localUrl
    // Not a step of the history: it is how the page was left.
    editor.value.doc.backdrop = kept.backdrop
    editor.value.tell('selection')
    sync()
  }

  function sync() {
    const backdrop = editor.value?.doc.backdrop ?? null
    if (view.value) view.value.backdropImage = backdrop ? image.value : null
    view.value?.request()
    if (backdrop && backdrop.url !== shownUrl && /^https?:/.test(backdrop.url)) {
      shownUrl = backdrop.url
      void show(backdrop.url).then(sync, () => undefined)
    }
    if (backdrop?.url === localUrl && blob) {
      const kept: Kept = { blob, backdrop: { ...backdrop } }
      void inStore('readwrite', (store) => store.put(kept, venueId)).catch(() => undefined)
    } else if (!backdrop) void inStore('readwrite', (store) => store.delete(venueId)).catch(() => undefined)
  }

  watch(view, async (shown) => {
    if (!shown) return
    if (!image.value) await restore()
    sync()
  })
  watch([revision, image], () => view.value && sync())
  onScopeDispose(() => address && URL.revokeObjectURL(address))
  return { image, choose }
}
