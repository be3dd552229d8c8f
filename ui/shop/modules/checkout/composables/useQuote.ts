// What an order of all these holds would cost now, by the same rules that make the order; nothing is stored.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { call, client } from '@/api/client'

/** Asked for where there are tokens. */
export function useQuote(tokens: Ref<string[]>, ticketTypes: Ref<Record<string, string>>) {
  const body = computed(() => ({ reservation_tokens: tokens.value, ...(Object.keys(ticketTypes.value).length > 0 ? { ticket_types: ticketTypes.value } : {}) }))
  return useQuery({
    queryKey: computed(() => ['quote', body.value] as const),
    enabled: computed(() => tokens.value.length > 0),
    placeholderData: keepPreviousData,
    queryFn: () => call(client.POST('/api/ticket-orders/quote', { body: body.value }))
  })
}
