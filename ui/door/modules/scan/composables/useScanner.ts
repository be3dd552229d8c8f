// Reads QR codes from the camera: with the browser's own detector where it has one, else with the
// self-hosted wasm.
import { onScopeDispose, ref, shallowRef } from 'vue'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}
declare global {
  interface Window {
    BarcodeDetector?: { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> }
  }
}

const kEveryMs = 120
/** The same code again within this time is the same ticket still in front of the camera. */
const kRepeatMs = 4000

async function makeDetector(): Promise<Detector> {
  const own = window.BarcodeDetector
  if (own && (await own.getSupportedFormats()).includes('qr_code')) return new own({ formats: ['qr_code'] })
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill')
  prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasmUrl : prefix + path) } })
  return new BarcodeDetector({ formats: ['qr_code'] })
}

export type CameraState = 'off' | 'starting' | 'on' | 'denied'

export function useScanner(onCode: (code: string) => void) {
  const state = ref<CameraState>('off')
  const hasTorch = ref(false)
  const torch = ref(false)
  const video = shallowRef<HTMLVideoElement | null>(null)
  let stream: MediaStream | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = { code: '', at: 0 }
  let isPaused = false

  async function start() {
    if (state.value === 'on' || state.value === 'starting') return
    state.value = 'starting'
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } }, audio: false })
      const [track] = stream.getVideoTracks()
      hasTorch.value = Boolean((track.getCapabilities?.() as { torch?: boolean } | undefined)?.torch)
      const detector = await makeDetector()
      state.value = 'on'
      if (video.value) {
        video.value.srcObject = stream
        await video.value.play()
      }
      look(detector)
    } catch {
      stop()
      state.value = 'denied'
    }
  }

  function look(detector: Detector) {
    timer = setTimeout(async () => {
      if (!stream) return
      try {
        const element = video.value
        if (element && element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !isPaused) {
          const [found] = await detector.detect(element)
          if (found) seen(found.rawValue)
        }
      } catch {
        // A frame that cannot be read is no reason to stop: the next one comes.
      }
      look(detector)
    }, kEveryMs)
  }

  function seen(code: string) {
    const now = performance.now()
    const isRepeat = code === last.code && now - last.at < kRepeatMs
    last = { code, at: now }
    if (!isRepeat) onCode(code)
  }

  function pause() {
    isPaused = true
  }
  /** The ticket that was just looked at may still be in front of the camera. */
  function resume() {
    isPaused = false
    last.at = performance.now()
  }

  async function switchTorch() {
    const track = stream?.getVideoTracks()[0]
    if (!track) return
    torch.value = !torch.value
    await track.applyConstraints({ advanced: [{ torch: torch.value } as MediaTrackConstraintSet] }).catch(() => undefined)
  }

  function stop() {
    clearTimeout(timer)
    stream?.getTracks().forEach((track) => track.stop())
    stream = null
    torch.value = false
    state.value = 'off'
  }
  onScopeDispose(stop)

  return { state, video, hasTorch, torch, start, stop, pause, resume, switchTorch }
}
