// Seats that a code opens for this buyer: asked of the server, kept for this tab, shown as free.
import { computed, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { call, client } from '@/api/client'
import { asProblem, isMissing } from '@/api/problem'
import type { PublicShow } from '@/api/types'
import type { SeatBoard } from '@/seatmap/engine/board'
import { keepAccessCode, keptAccessCode } from '@/shared/accessCode'
import { useFormat } from '@/shared/composables/useFormat'

export interface OpenedSeats {
  name: string
  max_tickets: number | null
  seat_ids: string[]
}

export function useAccessCode(showId: Ref<string>, show: Ref<PublicShow | undefined>, board: ShallowRef<SeatBoard | null>, revision: Ref<number>, say: (text: string) => void) {
  const { t } = useI18n()
  const { problem, count } = useFormat()
  const route = useRoute()
  const router = useRouter()
  /** The code that the server knows. */
  const code = ref('')
  const opened = shallowRef<OpenedSeats[]>([])
  const failure = ref('')
  const isBusy = ref(false)
  /** Whoever came with a code finds the field open. */
  const isAsked = ref(false)
  const typed = ref('')

  const seats = computed(() => {
    const geometry = board.value?.geometry
    return opened.value.map((each) => (geometry ? each.seat_ids.map((id) => geometry.indexOfId.get(id)).filter((seat) => seat !== undefined) : []))
  })
  watch([board, seats], ([current, lanes]) => {
    if (!current || (lanes.length === 0 && opened.value.length === 0 && !current.isOpened)) return
    const lost = current.setOpened(lanes, opened.value.map((each) => each.name))
    if (lost.length > 0) failure.value = t('accessCode.lost', { n: lost.length }, lost.length)
  })
  /** How many of them can be had now. */
  const free = computed(() => {
    void revision.value
    const current = board.value
    return current ? seats.value.flat().filter((seat) => current.isFree(seat)) : []
  })
  const names = computed(() => opened.value.map((each) => each.name).join(', '))
  const words = computed(() => t('accessCode.opened', { n: count(free.value.length), names: names.value }, free.value.length))
  const most = computed(() => opened.value.map((each) => each.max_tickets).find((limit) => limit !== null) ?? null)

  async function open(wanted: string): Promise<boolean> {
    const text = wanted.trim()
    if (!text) return false
    failure.value = ''
    isBusy.value = true
    try {
      const answer = await call(client.POST('/api/public/recital-shows/{id}/access-code', { params: { path: { id: showId.value } }, body: { code: text } }))
      code.value = text
      opened.value = answer.allotments.map((each) => ({ name: each.name, max_tickets: each.max_tickets, seat_ids: each.seat_ids }))
      keepAccessCode(showId.value, text)
      say(words.value)
      return true
    } catch (error) {
      failure.value = isMissing(error) ? t('accessCode.unknown') : asProblem(error).status === 429 ? t('accessCode.blocked', { minutes: Math.ceil((asProblem(error).retryAfterSeconds ?? 900) / 60) }) : problem(error)
      if (isMissing(error)) keepAccessCode(showId.value, '')
      return false
    } finally {
      isBusy.value = false
    }
  }

  function forget() {
    code.value = ''
    typed.value = ''
    opened.value = []
    keepAccessCode(showId.value, '')
  }
  function remove() {
    forget()
    failure.value = ''
    isAsked.value = false
    say(t('accessCode.removed'))
  }

  // By a link, or from before a reload. The address keeps no code: it may be passed on, or seen.
  watch([showId, () => show.value?.id], async ([id, loaded], [idBefore]) => {
    if (id !== idBefore) {
      code.value = ''
      opened.value = []
      failure.value = ''
    }
    if (loaded !== id) return
    const linked = typeof route.query.code === 'string' ? route.query.code : ''
    const wanted = linked || keptAccessCode(id)
    if (linked) await router.replace({ query: { ...route.query, code: undefined } })
    if (!wanted || code.value === wanted) return
    if (!show.value?.has_access_codes) {
      if (linked) failure.value = t('accessCode.over')
      keepAccessCode(id, '')
      return
    }
    typed.value = wanted
    if (!(await open(wanted))) isAsked.value = Boolean(linked)
    if (!linked && !code.value) failure.value = ''
  }, { immediate: true })

  /** Why this seat may not be added: more of it than one buyer may have; empty when it may. */
  function refusal(seat: number): string {
    const current = board.value
    const lane = current?.laneOf(seat) ?? 0
    const allotment = opened.value[lane - 1]
    if (!current || lane === 0 || !allotment || allotment.max_tickets === null || current.selected.has(seat)) return ''
    const mine = [...current.selected].filter((each) => current.laneOf(each) === lane).length
    return mine < allotment.max_tickets ? '' : t('accessCode.full', { n: allotment.max_tickets, name: allotment.name }, allotment.max_tickets)
  }

  /** The code, when one of these seats needs it. */
  function codeFor(seatIds: readonly string[]): string | undefined {
    const current = board.value
    const needs = current && seatIds.some((id) => (current.laneOf(current.geometry.indexOfId.get(id) ?? -1) ?? 0) > 0)
    return needs && code.value ? code.value : undefined
  }

  return { code, typed, opened, seats, free, words, most, failure, isBusy, isAsked, open, remove, forget, refusal, codeFor }
}
