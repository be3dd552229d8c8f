import { describe, expect, it } from 'vitest'
import { contrast, kZoneDark, kZoneLight, seatPalette, textOn, zoneColor } from '../renderer/palette'

describe('palette', () => {
  it('pairs our six colours between the themes', () => {
    kZoneLight.forEach((color, index) => {
      expect(zoneColor(color, false)).toBe(color)
      expect(zoneColor(color.toUpperCase(), true)).toBe(kZoneDark[index])
    })
  })
  it('moves a foreign colour until it stands out from the paper', () => {
    expect(contrast(zoneColor('#ffff00', false), '#fbf9f6')).toBeGreaterThanOrEqual(3)
    expect(contrast(zoneColor('#200020', true), '#131017')).toBeGreaterThanOrEqual(3)
  })
  it('writes numerals that can be read on every zone in both themes', () => {
    for (const dark of [false, true]) {
      for (const zone of seatPalette(kZoneLight, dark).zones) expect(contrast(zone.fill, zone.text)).toBeGreaterThanOrEqual(4.5)
    }
  })
  it('survives a colour that is none', () => {
    expect(textOn('nonsense')).toMatch(/^#/)
  })
})
