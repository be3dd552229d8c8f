// One key for one intention of a person. Pressing again after the answer was lost sends the same key,
// so that money and seats are moved once; a new key comes only after an answer.
import { newIdempotencyKey } from '@/api/client'
import { isProblem } from '@/api/problem'

/** Refusals that say nothing of what became of the first press: the key must stay. */
const kNoAnswer = ['idempotency_key_in_use', 'not_signed_in', 'csrf_token_invalid', 'rate_limited']

function isAnswer(error: unknown): boolean {
  return isProblem(error) && error.status >= 400 && error.status < 500 && !kNoAnswer.includes(error.code)
}

export function useOnce() {
  let key = newIdempotencyKey()
  /** Sends with the key of this intention; the next one is another as soon as this is answered. */
  return async function once<T>(work: (header: { 'Idempotency-Key': string }) => Promise<T>): Promise<T> {
    try {
      const answer = await work({ 'Idempotency-Key': key })
      key = newIdempotencyKey()
      return answer
    } catch (error) {
      if (isAnswer(error)) key = newIdempotencyKey()
      throw error
    }
  }
}
