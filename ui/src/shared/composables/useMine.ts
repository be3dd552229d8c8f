// What the server knows this browser to have: its holds and its newest orders. Pages start from it,
// not from what they kept themselves; a change in one tab reaches the others.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { Hold, Mine, Order, SessionOrder } from '@/api/types'
import { serverNow } from './useNow'

const kSettlingMs = 3_000

/** One for the whole page: it hears other tabs, not itself. */
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('usher-mine') : null

const kSign = 'usher-basket'
function signed(): boolean {
  try {
    return localStorage.getItem(kSign) !== null
  } catch {
    return false
  }
}
/**
 * Whether this browser was last known to hold seats: pages that sell nothing themselves ask the server
 * for its basket only then.
 */
export const hasBasket = ref(signed())
globalThis.addEventListener('storage', ({ key }) => {
  if (key === kSign || key === null) hasBasket.value = signed()
})
function sign(has: boolean) {
  if (hasBasket.value === has) return
  hasBasket.value = has
  try {
    if (has) localStorage.setItem(kSign, '1')
    else localStorage.removeItem(kSign)
  } catch {
    // Without storage the basket is known as long as the page lives.
  }
}

const ask = () => call(client.GET('/api/seat-reservations/mine'))

/** The first answer brings the session; the second one shows whether the browser kept it. */
export async function readMine(): Promise<Mine> {
  const mine = await ask()
  return mine.has_session ? mine : ask()
}

export const isSettling = (order: SessionOrder) => order.order.status === 'pending' && order.payment_status === 'processing'

export function useMine() {
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: queryKeys.mine,
    queryFn: readMine,
    refetchOnMount: 'always',
    refetchOnWindowFocus: 'always',
    // A payment under way ends by itself, also while nobody does anything here.
    refetchInterval: (current) => (current.state.data?.orders.some(isSettling) ? kSettlingMs : current.state.status === 'error' ? kSettlingMs : false)
  })
  watch(query.data, (mine) => mine && sign(mine.items.length > 0), { immediate: true })
  const hear = () => void queries.invalidateQueries({ queryKey: queryKeys.mine })
  channel?.addEventListener('message', hear)
  onScopeDispose(() => channel?.removeEventListener('message', hear))

  /** What this page has just done, before anybody asks again. */
  function patch(change: (mine: Mine) => Mine) {
    void queries.cancelQueries({ queryKey: queryKeys.mine })
    const isKnown = queries.setQueryData<Mine>(queryKeys.mine, (mine) => mine && change(mine)) !== undefined
    if (!isKnown) void query.refetch()
    channel?.postMessage('changed')
  }

  return {
    query,
    patch,
    holds: computed<Hold[]>(() => query.data.value?.items ?? []),
    orders: computed<SessionOrder[]>(() => query.data.value?.orders ?? []),
    /** Known to be so only after an answer. */
    keepsNoCookies: computed(() => query.data.value?.has_session === false)
  }
}

/** Whether tickets of this show are in the order. */
export const holdsShow = (order: Order, showId: string) => order.show_id === showId || order.items.some((item) => item.show_id === showId)

/** The order of a show that keeps seats and waits for its payment, if there is one. */
export function useWaitingOrder(showId: MaybeRefOrGetter<string>) {
  const { orders, patch, query } = useMine()
  const waiting = computed(() => orders.value.find(({ order }) => order.status === 'pending' && holdsShow(order, toValue(showId)) && Date.parse(order.expires_at ?? '') > serverNow()) ?? null)
  const giveUp = useMutation({
    mutationFn: (id: string) => call(client.POST('/api/ticket-orders/cancel', { body: { order_id: id } })),
    onSuccess: ({ order }) => patch((known) => ({ ...known, orders: known.orders.map((each) => (each.order.id === order.id ? { ...each, order } : each)) })),
    // Paid or over meanwhile: the page shows which.
    onError: () => void query.refetch()
  })
  return { waiting, giveUp }
}
