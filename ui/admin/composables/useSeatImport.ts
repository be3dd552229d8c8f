// A CSV file of seats before it goes to the server: its columns, its first lines, which column is which.
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { call, client } from '@/api/client'
import { isProblem } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { ImportReport } from '@/api/types'

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

export interface CsvPreview {
  delimiter: string
  header: string[]
  rows: string[][]
  /** Text of each line of the file, for showing the bad ones. */
  lines: string[]
}

/** The first records of a file; quotes, doubled quotes and line breaks in cells as RFC 4180 has them. */
export function previewCsv(text: string, most = 6): CsvPreview {
  const clean = text.replace(/^\uFEFF/, '')
  const firstLine = clean.slice(0, clean.search(/[\r\n]|$/))
  const delimiter = [',', ';', '\t'].map((each) => ({ each, n: firstLine.split(each).length })).reduce((best, next) => (next.n > best.n ? next : best)).each
  const records: string[][] = []
  let record: string[] = []
  let cell = ''
  let isQuoted = false
  for (let i = 0; i <= clean.length && records.length <= most; i++) {
    const c = clean[i]
    if (isQuoted) {
      if (c === undefined) break
      if (c !== '"') cell += c
      else if (clean[i + 1] === '"') cell += clean[++i]
      else isQuoted = false
    } else if (c === '"' && cell === '') isQuoted = true
    else if (c === delimiter || c === '\n' || c === '\r' || c === undefined) {
      record.push(cell)
      cell = ''
      if (c === delimiter) continue
      if (c === '\r' && clean[i + 1] === '\n') i++
      if (record.some((each) => each !== '')) records.push(record)
      record = []
    } else cell += c
  }
  return { delimiter, header: (records[0] ?? []).map((each) => each.trim()), rows: records.slice(1), lines: clean.split(/\r\n|\n|\r/) }
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
  return isOurs ? '' : pairs.map((column) => `${column}:${mapping[column]}`).join(',')
}

export function useSeatImport(venueId: () => string) {
  const queries = useQueryClient()
  /** The bad lines of a refused file are an answer too, not only an error. */
  return useMutation({
    mutationFn: async ({ text, map, dryRun }: { text: string; map: string; dryRun: boolean }): Promise<ImportReport & { error_count?: number }> => {
      try {
        return (await call(
          client.POST('/api/venues/{id}/seats/import', {
            params: { path: { id: venueId() }, query: { dry_run: dryRun, ...(map ? { map } : {}) } },
            body: text as never,
            bodySerializer: (body: unknown) => body as string,
            headers: { 'Content-Type': 'text/csv' }
          })
        )) as ImportReport
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
}
