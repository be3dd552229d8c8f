// Keeps a board true: reads map and state, then follows the stream; reads again after a gap.
import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { SeatsEvent, SeatSnapshot } from '@/api/seatSequence'
import { SharedStream } from '@/api/sharedStream'
import type { SeatMapLayout, SeatState } from '@/api/types'
import { SeatBoard } from './engine/board'
import { SeatGeometry } from './engine/geometry'

const kHealMs = 5_000

export type LostHandler = (seats: number[]) => void

export function useRealtimeSeats(showId: MaybeRefOrGetter<string>, onLost: LostHandler = () => {}) {
  const board = shallowRef<SeatBoard | null>(null)
  const error = shallowRef<unknown>(null)
  const connected = ref(false)
  /** Grows with every change, at most once a frame: what is computed from the board depends on it. */
  const revision = ref(0)
  let stream: SharedStream | null = null
  let healing: ReturnType<typeof setTimeout> | undefined
  let round = 0
  let frame = 0

  function touched() {
    if (frame) return
    frame = requestAnimationFrame(() => {
      frame = 0
      revision.value++
    })
  }

  async function readState(id: string, own: number) {
    const state = await call(client.GET('/api/public/recital-shows/{id}/seats/state', { params: { path: { id } } })) as SeatState
    if (own !== round || !board.value) return
    if (state.layout_version !== board.value.geometry.layout.layout_version) return start(id)
    tellLost(board.value.reset(state))
  }

  function tellLost(lost: number[] | null) {
    if (lost && lost.length > 0) onLost(lost)
  }

  async function start(id: string) {
    const own = ++round
    stop()
    try {
      const path = { params: { path: { id } } }
      const [layout, state] = await Promise.all([
        call(client.GET('/api/public/recital-shows/{id}/seat-map', path)) as Promise<SeatMapLayout>,
        call(client.GET('/api/public/recital-shows/{id}/seats/state', path)) as Promise<SeatState>
      ])
      if (own !== round) return
      const made = new SeatBoard(new SeatGeometry(layout))
      made.reset(state)
      made.listen(touched)
      board.value = made
      error.value = null
      touched()
      follow(id, own)
    } catch (failure) {
      if (own !== round) return
      error.value = failure
      const { status } = asProblem(failure)
      if (status === 0 || status >= 500) healing = setTimeout(() => start(id), kHealMs)
    }
  }

  function follow(id: string, own: number) {
    const again = () => void readState(id, own).catch(() => undefined)
    stream = new SharedStream(`/api/public/recital-shows/${encodeURIComponent(id)}/seats/stream`, {
      snapshot: (data) => {
        const snapshot = data as Partial<SeatSnapshot> | null
        if (snapshot && typeof snapshot.states === 'string') tellLost(board.value?.reset(snapshot as SeatSnapshot) ?? null)
        else again()
      },
      seats: (data) => {
        const lost = board.value?.take(data as SeatsEvent)
        if (lost === null) again()
        else tellLost(lost ?? null)
      },
      reload: again,
      connected: (is) => (connected.value = is)
    })
  }

  function stop() {
    clearTimeout(healing)
    stream?.close()
    stream = null
  }

  watch(() => toValue(showId), (id) => id && void start(id), { immediate: true })
  onScopeDispose(() => {
    round++
    stop()
    cancelAnimationFrame(frame)
  })

  return { board, error, connected, revision, restart: () => start(toValue(showId)) }
}
