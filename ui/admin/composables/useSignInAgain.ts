// A session that ends while somebody works: they sign in on the spot, and what they did goes on.
import { shallowReactive } from 'vue'
import { keepSession } from '@/api/client'

const state = shallowReactive({ isAsking: false })
let waiting: { answer: Promise<boolean>; resolve: (isBack: boolean) => void } | null = null

/** All requests that were refused meanwhile wait for the one sign-in. */
function ask(): Promise<boolean> {
  if (!waiting) {
    let resolve!: (isBack: boolean) => void
    const answer = new Promise<boolean>((done) => (resolve = done))
    waiting = { answer, resolve }
    state.isAsking = true
  }
  return waiting.answer
}

export function useSignInAgain() {
  function answer(isBack: boolean) {
    state.isAsking = false
    waiting?.resolve(isBack)
    waiting = null
  }
  return { state, ask, answer }
}

/** Where somebody is signed in already; on the sign-in page a refusal is only an answer. */
export function startKeepingSession(isOnPage: () => boolean) {
  keepSession(() => (isOnPage() ? ask() : Promise.resolve(false)))
}
