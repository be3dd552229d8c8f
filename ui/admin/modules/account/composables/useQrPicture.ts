// A QR code drawn in this browser, so that what it says goes nowhere: by the wasm that the door reads
// with, which is fetched only when there is something to draw.
import { ref, watchEffect, type Ref } from 'vue'
import wasmUrl from 'zxing-wasm/writer/zxing_writer.wasm?url'

/** The address of an SVG picture, '' while there is none. */
export function useQrPicture(text: () => string | undefined): Ref<string> {
  const picture = ref('')
  watchEffect(async (onCleanup) => {
    const wanted = text()
    let isOver = false
    onCleanup(() => (isOver = true))
    picture.value = ''
    if (!wanted) return
    try {
      const { prepareZXingModule, writeBarcode } = await import('zxing-wasm/writer')
      prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasmUrl : prefix + path) } })
      const { svg } = await writeBarcode(wanted, { format: 'QRCode', options: 'ecLevel=M', addQuietZones: true })
      if (!isOver && svg) picture.value = `data:image/svg+xml,${encodeURIComponent(svg)}`
    } catch {
      // The key beside it says the same.
    }
  })
  return picture
}
