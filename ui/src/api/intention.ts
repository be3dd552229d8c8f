// One Idempotency-Key for one intention of a person, however often it has to be sent: what was
// pressed twice, or whose answer was lost, is done once.
import { newIdempotencyKey } from './client'
import { ApiProblem, kOffline } from './problem'

/** An answer that takes longer is taken for lost. */
const kPatienceMs = 20_000
const kTries = 2
const kPauseMs = 1_000

const isLost = (error: unknown) => error instanceof ApiProblem && error.code === kOffline
/** The server may have done it all the same: the next try must be the same one. */
const isOpen = (error: unknown) => !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500

export interface Attempt {
  key: string
  signal: AbortSignal
}

export class Intention {
  private wish = ''
  private key = ''

  /** Sends the wish; once more by itself where no answer came. Another wish gets another key. */
  async send<T>(wish: unknown, work: (attempt: Attempt) => Promise<T>): Promise<T> {
    const text = JSON.stringify(wish)
    if (text !== this.wish) [this.wish, this.key] = [text, newIdempotencyKey()]
    for (let tries = 1; ; ++tries) {
      try {
        const answer = await work({ key: this.key, signal: AbortSignal.timeout(kPatienceMs) })
        this.wish = ''
        return answer
      } catch (error) {
        if (!isOpen(error)) this.wish = ''
        if (!isLost(error) || tries >= kTries) throw error
        await new Promise((done) => setTimeout(done, kPauseMs))
      }
    }
  }
}
