// Two people change the same thing: whoever saves later is shown what the other one saved, and decides.
// One question for all forms of the admin (SavedMeanwhileDialog shows it).
import { shallowReactive } from 'vue'
import { isProblem } from '@/api/problem'

/** One thing that differs, as text for people. */
export interface Difference {
  name: string
  theirs: string
  mine: string
}

const state = shallowReactive({ isAsking: false, rows: [] as Difference[] })
let asked: ((choice: 'mine' | 'theirs' | null) => void) | null = null

export function useSavedMeanwhile() {
  function answer(choice: 'mine' | 'theirs' | null) {
    state.isAsking = false
    asked?.(choice)
    asked = null
  }
  return { state, answer }
}

function ask(rows: Difference[]): Promise<'mine' | 'theirs' | null> {
  asked?.(null)
  state.rows = rows
  state.isAsking = true
  return new Promise((resolve) => (asked = resolve))
}

interface Other<T> {
  /** What the server has now. */
  load(): Promise<T>
  differences(theirs: T): Difference[]
  /** Drops what was typed for what the other one saved. */
  take(theirs: T): void
}

/**
 * Saves what was typed. `attempt` gets what the other one saved, once somebody has: what is kept goes on top of that.
 * Resolves to null when the other's were taken, or nothing was decided; then what was typed is still there.
 */
export async function saveOverOthers<T, R>(attempt: (theirs: T | null) => Promise<R>, other: Other<T>): Promise<R | null> {
  let theirs: T | null = null
  for (;;) {
    try {
      return await attempt(theirs)
    } catch (error) {
      if (!isProblem(error, 'version_conflict')) throw error
      theirs = await other.load()
      const choice = await ask(other.differences(theirs))
      if (choice === 'theirs') other.take(theirs)
      if (choice !== 'mine') return null
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** What `mine` changed of `base`, on top of what `theirs` has by now. */
export function mergeOver<T>(base: T, mine: T, theirs: T): T {
  if (same(mine, base)) return theirs
  if (same(theirs, base) || !isRecord(base) || !isRecord(mine) || !isRecord(theirs)) return mine
  const merged: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) merged[key] = mergeOver(base[key], mine[key], theirs[key])
  return merged as T
}
