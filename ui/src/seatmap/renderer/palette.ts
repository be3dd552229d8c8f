// The colours of the chart in both themes, and of zones whatever colour their organiser chose.

export interface SeatPalette {
  paper: string
  card: string
  ink: string
  mute: string
  line: string
  edge: string
  sold: string
  velvet: string
  amber: string
  stage: string
  zones: { fill: string; text: string }[]
  /** Looks that the page adds: each draws one seat of this radius around the origin. */
  marks?: readonly SeatPainter[]
}
export type SeatPainter = (c: CanvasRenderingContext2D, radius: number, palette: SeatPalette) => void

/** Chosen so that six zones differ as far as possible for everybody's eyes, also from sold and ink. */
export const kZoneLight = ['#0b06eb', '#cb7704', '#135d45', '#8c0f7d', '#0193d4', '#65470b']
export const kZoneDark = ['#677bef', '#b87f44', '#8bc496', '#fe62c0', '#31d4fe', '#cdbe27']

type Rgb = [number, number, number]

export function parseHex(hex: string): Rgb {
  const value = /^#[0-9a-f]{6}$/i.test(hex) ? parseInt(hex.slice(1), 16) : 0x888888
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}
function toHex(rgb: Rgb): string {
  return '#' + rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')
}

export function mixColors(a: string, b: string, t: number): string {
  const from = parseHex(a)
  const to = parseHex(b)
  return toHex([0, 1, 2].map((i) => from[i] + (to[i] - from[i]) * t) as Rgb)
}

function luminance(hex: string): number {
  const [r, g, b] = parseHex(hex).map((part) => {
    const value = part / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

/** Moves a colour towards ink or white until it stands out from the paper. */
function legible(color: string, paper: string, towards: string): string {
  for (let t = 0; t <= 1; t += 0.1) {
    const mixed = mixColors(color, towards, t)
    if (contrast(mixed, paper) >= 3) return mixed
  }
  return towards
}

/** A zone's colour in the theme: one of ours has its twin, a foreign one is moved until it is legible. */
export function zoneColor(color: string, dark: boolean): string {
  const known = kZoneLight.indexOf(color.toLowerCase())
  if (known >= 0) return dark ? kZoneDark[known] : kZoneLight[known]
  return dark ? legible(color, '#131017', '#ffffff') : legible(color, '#fbf9f6', '#17131c')
}

export function textOn(fill: string): string {
  return contrast(fill, '#ffffff') >= 4.5 ? '#ffffff' : '#17131c'
}

export function seatPalette(zoneColors: readonly string[], dark: boolean): SeatPalette {
  const base = dark
    ? { paper: '#131017', card: '#1c1822', ink: '#f4f0f6', mute: '#b3aaba', line: '#332c3b', edge: '#81788b', sold: '#5d5566', velvet: '#e29ad3', amber: '#f2b84b', stage: '#2b2433' }
    : { paper: '#fbf9f6', card: '#ffffff', ink: '#17131c', mute: '#625b6b', line: '#e4dfe6', edge: '#8d8496', sold: '#b3abba', velvet: '#6b1d5e', amber: '#f2b84b', stage: '#e6e0e8' }
  return {
    ...base,
    zones: zoneColors.map((color) => {
      const fill = zoneColor(color, dark)
      return { fill, text: textOn(fill) }
    })
  }
}
