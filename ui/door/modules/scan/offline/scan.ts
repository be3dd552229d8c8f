import type { ScanResult, VoidReason } from '@/api/types'

/** The answer to one scan, whoever gave it. */
export interface DoorScan {
  result: ScanResult
  ticket?: {
    id: string
    section: string
    row_name: string
    seat_number: string
    /** "" where a show has no kinds of ticket. */
    ticket_type: string
    /** Lists that an older version of the page kept have neither. */
    voided_at?: string | null
    void_reason?: VoidReason | null
    /** Only the server knows it. */
    holder_name?: string
  } | null
  first_scan?: { at: string; gate: string } | null
  /** When people are expected from, of a scan before that. */
  opens_at?: string | null
  isOffline: boolean
  /** Genuine, but not on the list: sold after it was loaded. */
  isUnlisted: boolean
}
