import type { FromWorker } from './captchaWorker'
import type { Challenge } from './proofOfWork'

/** Null when there is no solution. Errors: when the browser does not start the worker. */
export function solve(challenge: Challenge, onProgress: (part: number) => void): Promise<string | null> {
  const worker = new Worker(new URL('./captchaWorker.ts', import.meta.url), { type: 'module' })
  return new Promise<string | null>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if ('solution' in data) resolve(data.solution)
      else onProgress(data.part)
    })
    worker.addEventListener('error', () => reject(new Error('captcha worker')))
    worker.postMessage(challenge)
  }).finally(() => worker.terminate())
}
