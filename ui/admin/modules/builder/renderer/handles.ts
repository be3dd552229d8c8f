// The handles of what is selected, and what dragging one makes of a thing. Pure.
import { centreOf } from '../engine/arrange'
import { roundMilli, type MapThing, type Point } from '../engine/document'
import type { Editor } from '../engine/editor'
import { arcAt } from '../engine/rows'

export type Handle =
  | { kind: 'rotate'; x: number; y: number }
  | { kind: 'bow'; x: number; y: number }
  | { kind: 'end'; index: number; x: number; y: number }
  | { kind: 'corner'; thing: number; index: number; x: number; y: number }
  | { kind: 'point'; thing: number; index: number; x: number; y: number }

const kCorners = [[-1, -1], [1, -1], [1, 1], [-1, 1]] as const

/** In map coordinates; `px` is one screen pixel in map units. */
export function handlesOf(editor: Editor, px: number): Handle[] {
  const bounds = editor.bounds()
  if (!bounds) return []
  const handles: Handle[] = []
  const isOne = editor.selection.count + editor.selection.things.size === 1
  const things = editor.selectedThings
  const only = isOne && things.length === 1 ? things[0] : null
  if (!isOne || (only && !only.points)) handles.push({ kind: 'rotate', x: centreOf(bounds).x, y: bounds.y0 - 40 * px })
  const row = editor.selectedRow()
  if (row) {
    const arc = editor.arcOf(row)
    const middle = arcAt(arc, 0.5)
    if (row.length > 2) handles.push({ kind: 'bow', x: middle.x, y: middle.y })
    const length = Math.hypot(arc.b.x - arc.a.x, arc.b.y - arc.a.y) || 1
    const [ux, uy] = [((arc.b.x - arc.a.x) / length) * 22 * px, ((arc.b.y - arc.a.y) / length) * 22 * px]
    handles.push({ kind: 'end', index: 0, x: arc.a.x - ux, y: arc.a.y - uy }, { kind: 'end', index: 1, x: arc.b.x + ux, y: arc.b.y + uy })
  }
  if (only?.points) only.points.forEach((point, index) => handles.push({ kind: 'point', thing: only.key, index, ...point }))
  else if (only && only.width > 0) kCorners.forEach(([sx, sy], index) => handles.push({ kind: 'corner', thing: only.key, index, ...fromLocal(only, { x: (sx * only.width) / 2, y: (sy * only.height) / 2 }) }))
  return handles
}

function fromLocal(thing: MapThing, local: Point): Point {
  const angle = (thing.rotation * Math.PI) / 180
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  return { x: thing.x + local.x * c - local.y * s, y: thing.y + local.x * s + local.y * c }
}
function toLocal(thing: MapThing, at: Point): Point {
  const angle = (-thing.rotation * Math.PI) / 180
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const [dx, dy] = [at.x - thing.x, at.y - thing.y]
  return { x: dx * c - dy * s, y: dx * s + dy * c }
}

const kLeastSize = 4

/** A corner moves, the one across stays; or one point of a polygon moves. */
export function resizedThing(thing: MapThing, handle: Handle, at: Point): MapThing {
  if (handle.kind === 'point' && thing.points) {
    const points = thing.points.map((point, i) => (i === handle.index ? { x: roundMilli(at.x), y: roundMilli(at.y) } : point))
    const x = points.reduce((sum, point) => sum + point.x, 0) / points.length
    const y = points.reduce((sum, point) => sum + point.y, 0) / points.length
    return { ...thing, x: roundMilli(x), y: roundMilli(y), points }
  }
  if (handle.kind !== 'corner') return thing
  const [sx, sy] = kCorners[handle.index]
  const fixed = { x: (-sx * thing.width) / 2, y: (-sy * thing.height) / 2 }
  const free = toLocal(thing, at)
  const width = Math.max(kLeastSize, Math.abs(free.x - fixed.x))
  const height = Math.max(kLeastSize, Math.abs(free.y - fixed.y))
  const middle = fromLocal(thing, { x: fixed.x + (sx * width) / 2, y: fixed.y + (sy * height) / 2 })
  return { ...thing, x: roundMilli(middle.x), y: roundMilli(middle.y), width: roundMilli(width), height: roundMilli(height) }
}
