// Whatever a map has stored, a canvas is never asked for what makes it throw.
import { describe, expect, it } from 'vitest'
import type { MapObject } from '../../api/types'
import { SeatGeometry } from '../engine/geometry'
import { drawObject } from '../renderer/objects'
import { smallHouse } from './house'
import { objectsAtBounds, palette, strictCanvas } from './strictCanvas'

describe('every kind of object at its bounds', () => {
  it.each(objectsAtBounds.map((object) => [`${object.kind} ${object.width}`, object] as const))('%s is drawn for buyers', (_name, object) => {
    const { canvas } = strictCanvas()
    for (const scale of [0.0001, 1, 40]) drawObject(canvas, object, { x: 0, y: 0, scale }, { scale, dpr: 2, pitch: 30, palette })
  })
  it('lies within the bounds of the house', () => {
    const layout = smallHouse()
    layout.objects = [{ kind: 'stage', x: 150, y: 40, width: -900_000, height: -900_000 } as MapObject]
    const { bounds } = new SeatGeometry(layout)
    expect(bounds.width).toBeLessThan(1_000)
    expect(bounds.height).toBeLessThan(1_000)
  })
})
