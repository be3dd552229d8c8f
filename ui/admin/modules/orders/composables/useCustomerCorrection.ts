// Corrects who an order is for; what somebody else saved meanwhile is shown first.
import { shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Order } from '@/api/types'
import type { CustomerChange } from '@/shared/components/CustomerDialog.vue'
import { mergeOver, saveOverOthers } from '../../../composables/useSavedMeanwhile'
import type { useAdminOrder } from './useAdminOrders'

const kFields = ['customer_name', 'customer_email', 'customer_phone'] as const
const customerOf = (order: Order): CustomerChange => ({
  customer_name: order.customer_name, customer_email: order.customer_email, customer_phone: order.customer_phone ?? null
})

export function useCustomerCorrection({ query, read, correct }: ReturnType<typeof useAdminOrder>, isOpen: Ref<boolean>) {
  const { t } = useI18n()
  /** What stood in the dialog when it was opened. */
  const opened = shallowRef<Order | null>(null)
  watch(isOpen, (is) => { if (is) opened.value = query.data.value ?? null })

  /** True when it is saved; what stood in the way is in `correct.error`. */
  return async function save(change: CustomerChange): Promise<boolean> {
    const base = opened.value
    if (!base) return false
    const before = customerOf(base)
    const send = (theirs: Order | null) => {
      const merged = theirs ? mergeOver(before, change, customerOf(theirs)) : change
      return correct.mutateAsync({ ...merged, version: (theirs ?? base).version })
    }
    try {
      const saved = await saveOverOthers(send, {
        load: read,
        differences: (theirs) => kFields.filter((field) => customerOf(theirs)[field] !== before[field]).map((field) => (
          { name: t(`customer.${field.replace('customer_', '')}`), theirs: customerOf(theirs)[field] ?? '', mine: change[field] ?? '' })),
        take: () => (isOpen.value = false)
      })
      return Boolean(saved)
    } catch {
      return false
    }
  }
}
