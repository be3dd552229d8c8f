import { describe, expect, it } from 'vitest'
import { objectsAtBounds, palette, strictCanvas } from '@/seatmap/__tests__/strictCanvas'
import { MapDocument } from '../engine/document'
import { thingFrom, type ServerObject } from '../engine/exchange'
import { drawThing } from '../renderer/things'

describe('every kind of object at its bounds', () => {
  it.each(objectsAtBounds.map((object) => [`${object.kind} ${object.width}`, object] as const))('%s is drawn in the builder', (_name, object) => {
    const { canvas, calls } = strictCanvas()
    const thing = thingFrom(new MapDocument(), object as ServerObject)
    for (const chosen of [false, true]) drawThing(canvas, thing, { x: 0, y: 0, scale: 1 }, 1, palette, chosen)
    expect(calls.length).toBeGreaterThan(0)
  })
})
