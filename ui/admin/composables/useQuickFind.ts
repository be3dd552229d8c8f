// One search over everything that has a page: what was typed, against the pages, shows, venues and
// orders that this person may see. Orders are searched by the server, the rest is short and here.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import { useFormat } from '@/shared/composables/useFormat'
import { useSession } from '@/shared/composables/useSession'
import { useStaffShows } from '@/shared/composables/useStaffShows'

export interface Place {
  to: string
  title: string
  detail: string
}
export interface PlaceGroup {
  key: 'pages' | 'shows' | 'venues' | 'orders'
  places: Place[]
}

const kTypingMs = 200
const kLeastLetters = 2
const kMostOfEach = 6
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** True where every word typed begins or stands somewhere in the text, whatever its accents. */
export function fits(text: string, typed: string): boolean {
  const whole = plain(text)
  return plain(typed).split(/\s+/).filter(Boolean).every((word) => whole.includes(word))
}

export function useQuickFind(isOpen: Ref<boolean>, pages: () => Place[]) {
  const { t } = useI18n()
  const { venueTime, money } = useFormat()
  const { may } = useSession()
  const typed = ref('')
  const asked = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (text) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = text.trim()), kTypingMs)
  })
  watch(isOpen, () => {
    clearTimeout(timer)
    typed.value = ''
    asked.value = ''
  })

  const isStaff = () => isOpen.value && may('staff')
  const shows = useStaffShows(isStaff)
  const venues = useQuery({ queryKey: queryKeys.venues, enabled: isStaff, queryFn: () => call(client.GET('/api/venues', { params: { query: { limit: 200 } } })) })
  const orders = useQuery({
    queryKey: computed(() => queryKeys.adminOrders({ quick: asked.value })),
    enabled: () => isStaff() && asked.value.length >= kLeastLetters,
    placeholderData: keepPreviousData,
    queryFn: () => call(client.GET('/api/admin/ticketing/orders', { params: { query: { q: asked.value, limit: kMostOfEach } } }))
  })

  const groups = computed<PlaceGroup[]>(() => {
    const text = typed.value.trim()
    const matching = (places: Place[]) => places.filter((place) => fits(`${place.title} ${place.detail}`, text))
    const all: PlaceGroup[] = [{ key: 'pages', places: matching(pages()) }]
    if (text) {
      all.push(
        { key: 'shows', places: matching((shows.data.value ?? []).map((show) => ({ to: `/admin/recitals/shows/${show.id}`, title: show.title, detail: `${venueTime(show.starts_at, show.time_zone)} · ${show.venue_name}` }))).slice(0, kMostOfEach) },
        { key: 'venues', places: matching((venues.data.value?.items ?? []).map((venue) => ({ to: `/admin/ticketing/venues/${venue.id}/edit`, title: venue.name, detail: [venue.address, venue.city].filter(Boolean).join(', ') }))).slice(0, kMostOfEach) }
      )
      if (text.length >= kLeastLetters && asked.value.length >= kLeastLetters) {
        all.push({ key: 'orders', places: (orders.data.value?.items ?? []).map((order) => ({ to: `/admin/ticketing/orders/${order.id}`, title: `${order.order_number} · ${order.customer_name}`, detail: `${t(`order.status.${order.status}`)} · ${money(order.total, order.currency)}` })) })
      }
    }
    return all.filter((group) => group.places.length > 0)
  })
  const isLooking = computed(() => typed.value.trim().length >= kLeastLetters && may('staff') && (typed.value.trim() !== asked.value || orders.isFetching.value))
  return { typed, groups, isLooking }
}
