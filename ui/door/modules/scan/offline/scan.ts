import type { ScanResult, Verification } from '@/api/types'

/** The answer to one scan, whoever gave it. */
export interface DoorScan {
  result: ScanResult
  ticket?: {
    id: string
    section: string
    row_name: string
    seat_number: string
    /** Only the server knows it. */
    holder_name?: string
    show?: NonNullable<Verification['ticket']>['show']
  } | null
  first_scan?: { at: string; gate: string } | null
  isOffline: boolean
  /** Genuine, but not on the list: sold after it was loaded. */
  isUnlisted: boolean
}
