// What stands in an allotment's form, and what of it is sent: only what differs from what was read.
import { kZoneLight } from '@/seatmap/renderer/palette'
import { distance, kSights } from '@/seatmap/colorDistance'
import type { Allotment } from '@/api/types'
import type { AllotmentDraft } from './composables/useAllotments'
import { fromWallTime, toWallTime } from './zonedTime'

export interface AllotmentForm {
  name: string
  color: string
  code: string
  most: string
  /** On the venue's wall clock. */
  releases: string
}

export function formOf(allotment: Allotment, zone: string): AllotmentForm {
  return {
    name: allotment.name,
    color: allotment.color,
    code: allotment.access_code ?? '',
    most: allotment.max_tickets === null ? '' : String(allotment.max_tickets),
    releases: toWallTime(allotment.releases_at, zone)
  }
}

/** Null when the clocks skip the time that is asked for. */
export function draftOf(form: AllotmentForm, zone: string): AllotmentDraft | null {
  const releases = form.releases ? fromWallTime(form.releases, zone) : null
  if (form.releases && !releases) return null
  return {
    name: form.name.trim(),
    color: form.color,
    access_code: form.code.trim() || null,
    max_tickets: form.most.trim() === '' ? null : Number(form.most),
    releases_at: releases
  }
}

export const kFields = ['name', 'color', 'code', 'most', 'releases'] as const
const kNames: Record<(typeof kFields)[number], keyof AllotmentDraft> = { name: 'name', color: 'color', code: 'access_code', most: 'max_tickets', releases: 'releases_at' }

/** Where two forms differ. */
export function differences(a: AllotmentForm, b: AllotmentForm): (typeof kFields)[number][] {
  return kFields.filter((field) => a[field].trim() !== b[field].trim())
}

/** Only what was changed since `before`; null when a time in it does not exist. */
export function patchOf(before: AllotmentForm, form: AllotmentForm, zone: string): Partial<AllotmentDraft> | null {
  const draft = draftOf(form, zone)
  if (!draft) return null
  return Object.fromEntries(differences(before, form).map((field) => [kNames[field], draft[kNames[field]]]))
}

/** Easy to read out: no letter that looks or sounds like a digit. */
const kLetters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
export function newCode(random: (count: number) => Uint8Array = (count) => crypto.getRandomValues(new Uint8Array(count))): string {
  // 31 letters do not divide 256: what lies beyond the last whole round is thrown again.
  const limit = 256 - (256 % kLetters.length)
  let code = ''
  while (code.length < 8) for (const byte of random(8 - code.length)) if (byte < limit) code += kLetters[byte % kLetters.length]
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** Colours to choose from: the chart's own, and two more. */
export const kAllotmentColors = [...kZoneLight, '#b3123f', '#4a5568'] as const

const gap = (a: string, b: string) => Math.min(...kSights.map((sight) => distance(a, b, sight)))
/** The colour that is farthest from those in use. */
export function freshColor(used: readonly string[]): string {
  const least = (color: string) => Math.min(Infinity, ...used.map((other) => gap(color, other)))
  return kAllotmentColors.reduce((best, color) => (least(color) > least(best) ? color : best))
}
