// A CSV file of seats on its way to the server, which reads it: which column is which, and what it says.
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { call, client } from '@/api/client'
import { isProblem } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { components } from '@/api/schema'
import type { ImportReport } from '@/api/types'

export type SeatFilePreview = components['schemas']['SeatFilePreview']

export const kSeatColumns = ['section', 'row_name', 'seat_number', 'seat_type', 'handicap_access', 'price_zone', 'x', 'y', 'rotation', 'is_sellable', 'capacity'] as const
export type SeatColumn = (typeof kSeatColumns)[number]
export const kNeededColumns: readonly SeatColumn[] = ['section', 'row_name', 'seat_number']
export type ColumnMapping = Partial<Record<SeatColumn, string>>

/** What files call our columns, in the languages we met. */
const kAliases: Record<SeatColumn, readonly string[]> = {
  section: ['section', 'area', 'block', 'bereich', 'seccion', 'zona', 'sector', 'level'],
  row_name: ['rowname', 'row', 'reihe', 'fila', 'rang', 'rowlabel', 'rownumber'],
  seat_number: ['seatnumber', 'seat', 'number', 'platz', 'sitz', 'asiento', 'butaca', 'numero', 'no', 'seatlabel'],
  seat_type: ['seattype', 'type', 'tipo', 'art'],
  handicap_access: ['handicapaccess', 'accessible', 'wheelchair', 'accesible', 'rollstuhl'],
  price_zone: ['pricezone', 'zone', 'category', 'price', 'preiszone', 'kategorie', 'categoria', 'precio'],
  x: ['x', 'left', 'posx'],
  y: ['y', 'top', 'posy'],
  rotation: ['rotation', 'angle', 'giro'],
  is_sellable: ['issellable', 'sellable', 'forsale', 'enventa'],
  capacity: ['capacity', 'places', 'aforo', 'capacidad']
}

const plain = (name: string) => name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]/g, '')

/** Which of the file's columns is probably which of ours. */
export function guessMapping(header: readonly string[]): ColumnMapping {
  const mapping: ColumnMapping = {}
  const used = new Set<string>()
  for (const column of kSeatColumns) {
    const found = kAliases[column].flatMap((alias) => header.filter((name) => plain(name) === alias && !used.has(name)))[0]
    if (found === undefined) continue
    mapping[column] = found
    used.add(found)
  }
  return mapping
}

/** As the server takes it; nothing when the file's names are ours already. */
export function mappingText(mapping: ColumnMapping, header: readonly string[]): string {
  const pairs = kSeatColumns.filter((column) => mapping[column])
  const isOurs = pairs.every((column) => mapping[column] === column) && header.every((name) => (kSeatColumns as readonly string[]).includes(name))
  return isOurs ? '' : pairs.map((column) => `${column}:"${mapping[column]?.replaceAll('"', '""')}"`).join(',')
}

/** The text of each line, for showing the bad ones; as the server reads it. */
export function linesOf(bytes: ArrayBuffer, encoding: string): string[] {
  try {
    return new TextDecoder(encoding).decode(bytes).split(/\r\n|\n|\r/)
  } catch {
    // This browser does not know the encoding: the lines are not shown.
    return []
  }
}

const raw = (bytes: ArrayBuffer) => ({ body: bytes as never, bodySerializer: (body: unknown) => body as BodyInit, headers: { 'Content-Type': 'text/csv' } })

export function useSeatImport(venueId: () => string) {
  const queries = useQueryClient()
  const path = () => ({ id: venueId() })
  /** How the server reads the file; `encoding` is what somebody says that it is. */
  const preview = (bytes: ArrayBuffer, encoding: string) =>
    call(client.POST('/api/venues/{id}/seats/import/preview', { params: { path: path(), query: encoding ? { encoding } : {} }, ...raw(bytes) })) as Promise<SeatFilePreview>
  /** The bad lines of a refused file are an answer too, not only an error. */
  const run = useMutation({
    mutationFn: async ({ bytes, map, encoding, dryRun }: { bytes: ArrayBuffer; map: string; encoding: string; dryRun: boolean }): Promise<ImportReport & { error_lines?: number }> => {
      try {
        const query = { dry_run: dryRun, ...(map ? { map } : {}), ...(encoding ? { encoding } : {}) }
        return (await call(client.POST('/api/venues/{id}/seats/import', { params: { path: path(), query }, ...raw(bytes) }))) as ImportReport
      } catch (error) {
        if (isProblem(error) && error.status === 422 && error.code === 'import_failed') return error.body as unknown as ImportReport
        throw error
      }
    },
    onSettled: () => Promise.all([
      queries.invalidateQueries({ queryKey: queryKeys.venue(venueId()) }),
      queries.invalidateQueries({ queryKey: queryKeys.venueSeatMap(venueId()) }),
      queries.invalidateQueries({ queryKey: queryKeys.venues })
    ])
  })
  return { preview, run }
}
