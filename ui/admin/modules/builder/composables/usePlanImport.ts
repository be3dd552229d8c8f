// Seating plans of other programs: the server reads them, by its own rules.
import { call, client } from '@/api/client'
import { asProblem, explainFaults } from '@/api/problem'
import type { components } from '@/api/schema'
import type { MapDocument } from '../engine/document'
import { documentOfPlan } from '../engine/exchange'

export type PlanNote = components['schemas']['PlanNote']

export const isPlan = (data: unknown) => typeof data === 'object' && data !== null && Array.isArray((data as { zones?: unknown }).zones)

export function usePlanImport(venueId: () => string) {
  /** The map and what was done to it on the way in; or why not, place by place. */
  async function convert(text: string): Promise<{ map: MapDocument | null; notes: PlanNote[]; error: unknown }> {
    try {
      const converted = await call(
        client.POST('/api/venues/{id}/seat-map/convert', { params: { path: { id: venueId() } }, body: text as never, bodySerializer: (body: unknown) => body as string, headers: { 'Content-Type': 'application/json' } })
      )
      if (converted.notes.length > 0) await explainFaults(converted.notes)
      return { map: documentOfPlan(converted.map), notes: converted.notes, error: null }
    } catch (error) {
      return { map: null, notes: asProblem(error).faults, error }
    }
  }
  return { convert }
}
