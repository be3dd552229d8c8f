import type { ScanResult, Verification, VoidReason } from '@/api/types'

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
    show?: NonNullable<Verification['ticket']>['show']
  } | null
  first_scan?: { at: string; gate: string } | null
  isOffline: boolean
  /** Genuine, but not on the list: sold after it was loaded. */
  isUnlisted: boolean
}
