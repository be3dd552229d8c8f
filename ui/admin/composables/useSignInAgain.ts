// A session that ends while somebody works: they sign in on the spot, and what they did goes on.
import { shallowReactive } from 'vue'
import { keepSession } from '@/api/lostSession'

const state = shallowReactive({ isAsking: false })
let waiting: { answer: Promise<boolean>; resolve: (isBack: boolean) => void } | null = null

/** Somebody closed the question: what reads in the background does not ask it over and over. */
let isDeclined = false

/** All requests that were refused meanwhile wait for the one sign-in. */
function ask(isChange: boolean): Promise<boolean> {
  if (isDeclined && !isChange) return Promise.resolve(false)
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
    isDeclined = !isBack
    waiting?.resolve(isBack)
    waiting = null
  }
  return { state, answer }
}

/** Where somebody is signed in already; on the sign-in page a refusal is only an answer. */
export function startKeepingSession(isOnPage: () => boolean) {
  keepSession((isChange) => (isOnPage() ? ask(isChange) : Promise.resolve(false)))
}
