// Solves one challenge beside the page, so that the page stays alive meanwhile.
import { findNumber, solutionText, type Challenge } from './proofOfWork'

export type FromWorker = { part: number } | { solution: string | null }

self.addEventListener('message', ({ data }: MessageEvent<Challenge>) => {
  const say = (message: FromWorker) => self.postMessage(message)
  const number = findNumber(data, (part) => say({ part }))
  say({ solution: number === null ? null : solutionText(data, number) })
})
