import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import { phoneCountry } from '../phone'

function useHouseConfig() {
  return useQuery({ queryKey: queryKeys.config, staleTime: Infinity, queryFn: () => call(client.GET('/api/public/config')) })
}

const kUntilKnown = 'USD'

/** The currency in which the house sells; a venue's zones have prices but no currency of their own. */
export function useHouseCurrency() {
  const query = useHouseConfig()
  return computed(() => query.data.value?.currency ?? kUntilKnown)
}

/** Who takes the money; undefined until it is known. */
export function usePaymentProvider() {
  const query = useHouseConfig()
  return { query, provider: computed(() => query.data.value?.payment_provider) }
}

/** Whether this house sends mail: where it does not, no page may promise any. */
export function useHouseMail() {
  const query = useHouseConfig()
  return computed(() => query.data.value?.mail ?? false)
}

/** Whether nobody can sign in yet, because no administrator has been made. */
export function useFirstAdminNeeded() {
  const query = useHouseConfig()
  return computed(() => query.data.value?.first_admin_needed ?? false)
}

/** The country whose telephone numbers are written here without its code; undefined when nobody says. */
export function useHouseCountry() {
  const query = useHouseConfig()
  return computed(() => phoneCountry(query.data.value?.locale ?? '', ...navigator.languages))
}

/** The organiser's own site; empty when there is none. */
export function useHouseSite() {
  const query = useHouseConfig()
  return computed(() => query.data.value?.site_url ?? '')
}
