// How far apart colours look: CIELAB distance (CIE 1976), for normal sight and for three kinds of
// colour blindness. Zones whose least distance is small are hard to tell apart for somebody.
// Source of the matrices: Machado, Oliveira, Fernandes 2009, severity 1.0, in linear RGB.
import { parseHex } from './renderer/palette'

export type Sight = 'normal' | 'protan' | 'deutan' | 'tritan'
export const kSights: readonly Sight[] = ['normal', 'protan', 'deutan', 'tritan']

type Triple = [number, number, number]
const kMatrices: Record<Exclude<Sight, 'normal'>, [Triple, Triple, Triple]> = {
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
}
/** Ours are at least 25 apart; below this two discs side by side begin to look alike. */
export const kLeastDistance = 18

function linear(hex: string): Triple {
  return parseHex(hex).map((part) => {
    const value = part / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as Triple
}
function seen(rgb: Triple, sight: Sight): Triple {
  if (sight === 'normal') return rgb
  return kMatrices[sight].map((row) => Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]))) as Triple
}
function lab([r, g, b]: Triple): Triple {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116)
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

export function distance(a: string, b: string, sight: Sight): number {
  const [p, q] = [lab(seen(linear(a), sight)), lab(seen(linear(b), sight))]
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])
}

/** The least distance over all kinds of sight, and for whom it is. */
export function leastDistance(a: string, b: string): { distance: number; sight: Sight } {
  return kSights.map((sight) => ({ sight, distance: distance(a, b, sight) })).reduce((least, each) => (each.distance < least.distance ? each : least))
}

/** Pairs of colours (by index) that somebody can hardly tell apart, with the kind of sight. */
export function closePairs(colors: readonly string[]): [number, number, Sight][] {
  const pairs: [number, number, Sight][] = []
  for (let a = 0; a < colors.length; a++) {
    for (let b = a + 1; b < colors.length; b++) {
      const least = leastDistance(colors[a], colors[b])
      if (least.distance < kLeastDistance) pairs.push([a, b, least.sight])
    }
  }
  return pairs
}
