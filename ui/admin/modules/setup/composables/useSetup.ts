// Makes a hall, a production and a show on sale, one after the other. What is made is remembered, so
// that after a refusal it goes on where it stopped and makes nothing twice.
import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { call, client } from '@/api/client'
import { useOnce } from '@/shared/composables/useOnce'
import { hallCsv, type HallPart } from '../hall'

export interface PricedPart extends HallPart {
  price: number
}
export interface SetupPlan {
  hall: { name: string; city: string; time_zone: string }
  parts: PricedPart[]
  title: string
  description: string
  /** What the hall's wall clock shows. */
  starts_at_local: string
}
export const kSetupSteps = ['hall', 'seats', 'prices', 'production', 'show', 'sale'] as const
export type SetupStep = (typeof kSetupSteps)[number]

export function useSetup() {
  const queries = useQueryClient()
  const made = { venue: '', recital: '', show: '' }
  const done = ref(new Set<SetupStep>())
  const current = ref<SetupStep | null>(null)
  const show = ref('')

  const onces = Object.fromEntries(kSetupSteps.map((step) => [step, useOnce()])) as Record<SetupStep, ReturnType<typeof useOnce>>
  const work: Record<SetupStep, (plan: SetupPlan) => Promise<unknown>> = {
    hall: async ({ hall }) => {
      const venue = await onces.hall((header) => call(client.POST('/api/venues', { params: { header }, body: { name: hall.name.trim(), city: hall.city.trim(), time_zone: hall.time_zone } })))
      made.venue = venue.id
    },
    seats: ({ parts }) =>
      onces.seats((header) => call(client.POST('/api/venues/{id}/seats/import', {
        params: { path: { id: made.venue }, query: {}, header },
        body: hallCsv(parts) as never,
        bodySerializer: (text: unknown) => text as string,
        headers: { 'Content-Type': 'text/csv' }
      }))),
    prices: async ({ parts }) => {
      const venue = await call(client.GET('/api/venues/{id}', { params: { path: { id: made.venue } } }))
      for (const zone of venue.price_zones) {
        const price = parts.find((part) => part.name.trim() === zone.name)?.price
        if (price !== undefined) await call(client.PUT('/api/venues/{id}/price-zones/{zone_id}', { params: { path: { id: made.venue, zone_id: zone.id } }, body: { default_price: price } }))
      }
    },
    production: async ({ title, description }) => {
      const recital = await onces.production((header) => call(client.POST('/api/recitals', { params: { header }, body: { title: title.trim(), description: description.trim() } })))
      made.recital = recital.id
    },
    show: async ({ title, starts_at_local }) => {
      const created = await onces.show((header) => call(client.POST('/api/recital-shows', { params: { header }, body: { recital_id: made.recital, venue_id: made.venue, title: title.trim(), starts_at_local } })))
      made.show = created.id
    },
    sale: async () => {
      const path = { path: { id: made.show } }
      await onces.sale((header) => call(client.POST('/api/recital-shows/{id}/seats/generate', { params: { ...path, header }, body: {} })))
      await call(client.PUT('/api/recital-shows/{id}', { params: path, body: { status: 'on_sale' } }))
    }
  }

  /** Throws what was refused; calling it again goes on from there. */
  async function carryOut(plan: SetupPlan) {
    try {
      for (const step of kSetupSteps) {
        if (done.value.has(step)) continue
        current.value = step
        await work[step](plan)
        done.value = new Set([...done.value, step])
      }
      show.value = made.show
    } finally {
      current.value = null
      void queries.invalidateQueries()
    }
  }
  return { done, current, show, carryOut }
}
