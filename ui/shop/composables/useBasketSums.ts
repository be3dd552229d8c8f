// What the whole basket comes to, before anybody has said who they are.
import { computed } from 'vue'
import { useChosenKinds } from '@/shared/composables/useChosenKinds'
import { heldLines, heldSum } from './heldLines'
import type { useShopBasket } from './useShopBasket'

export function useBasketSums({ holds, shows }: Pick<ReturnType<typeof useShopBasket>, 'holds' | 'shows'>) {
  const parts = computed(() =>
    holds.value.map((hold) => {
      const show = shows.get(hold.show_id)
      return heldSum(show, heldLines(show, hold, useChosenKinds(() => hold.show_id).of))
    }))
  const total = computed(() => parts.value.reduce((sum, part) => sum + part.total, 0))
  const fees = computed(() => parts.value.reduce((sum, part) => sum + part.fees + part.orderFee, 0))
  const addsTax = computed(() => holds.value.some((hold) => shows.get(hold.show_id)?.tax?.inclusive === false))
  return { total, fees, addsTax }
}
