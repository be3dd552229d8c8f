// A picture of very many seats, made a few milliseconds at a time and moved as a whole meanwhile, so
// that panning never waits for tens of thousands of stamps.
import type { View } from '../engine/camera'

export interface Stamp {
  (context: CanvasRenderingContext2D, seat: number, view: View): void
}

interface Picture {
  canvas: HTMLCanvasElement
  context: CanvasRenderingContext2D
  view: View
  ready: boolean
}

/** The picture reaches this share of the screen beyond each edge. */
const kMargin = 0.25

export class SeatBuffer {
  private front: Picture | null = null
  private back: Picture | null = null
  private todo: number[] = []
  private at = 0

  constructor(private readonly stamp: Stamp) {}

  get isBusy(): boolean {
    return this.back !== null
  }

  clear() {
    this.front = null
    this.back = null
  }

  /** True when the picture can stand for the view without a visible loss. */
  suits(view: View): boolean {
    return this.front !== null && fits(this.front, view)
  }
  isMaking(view: View): boolean {
    return this.back !== null && fits(this.back, view)
  }

  begin(view: View, width: number, height: number, dpr: number, seatsOf: (x0: number, y0: number, x1: number, y1: number) => number[]) {
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * (1 + 2 * kMargin) * dpr)
    canvas.height = Math.round(height * (1 + 2 * kMargin) * dpr)
    const context = canvas.getContext('2d')
    if (!context) return
    const own: View = {
      x: view.x - (width * kMargin) / view.scale,
      y: view.y - (height * kMargin) / view.scale,
      scale: view.scale
    }
    this.back = { canvas, context, view: own, ready: false }
    const across = canvas.width / dpr / view.scale
    const down = canvas.height / dpr / view.scale
    this.todo = seatsOf(own.x, own.y, own.x + across, own.y + down)
    this.at = 0
  }

  /** Works for at most `budgetMs`; true when a finished picture was put in front. */
  step(budgetMs: number): boolean {
    const picture = this.back
    if (!picture) return false
    const end = performance.now() + budgetMs
    while (this.at < this.todo.length) {
      const until = Math.min(this.todo.length, this.at + 256)
      for (; this.at < until; this.at++) this.stamp(picture.context, this.todo[this.at], picture.view)
      if (performance.now() > end) return false
    }
    picture.ready = true
    this.front = picture
    this.back = null
    return true
  }

  /** Draws one changed seat again, in place. `reach` is half the side of what it may cover, in map units. */
  restamp(seat: number, x: number, y: number, reach: number, dpr: number) {
    for (const picture of [this.front, this.back]) {
      if (!picture) continue
      const scale = picture.view.scale * dpr
      const left = (x - reach - picture.view.x) * scale
      const top = (y - reach - picture.view.y) * scale
      picture.context.clearRect(left, top, reach * 2 * scale, reach * 2 * scale)
      this.stamp(picture.context, seat, picture.view)
    }
  }

  draw(context: CanvasRenderingContext2D, view: View, dpr: number): boolean {
    const picture = this.front
    if (!picture) return false
    const ratio = view.scale / picture.view.scale
    context.drawImage(
      picture.canvas,
      Math.round((picture.view.x - view.x) * view.scale * dpr),
      Math.round((picture.view.y - view.y) * view.scale * dpr),
      picture.canvas.width * ratio,
      picture.canvas.height * ratio
    )
    return true
  }
}

function fits(picture: Picture, view: View): boolean {
  const sameScale = Math.abs(picture.view.scale / view.scale - 1) < 0.001
  const share = kMargin / (1 + 2 * kMargin)
  const width = picture.canvas.width / picture.view.scale
  const height = picture.canvas.height / picture.view.scale
  const dx = view.x - picture.view.x
  const dy = view.y - picture.view.y
  return sameScale && dx >= 0 && dy >= 0 && dx <= width * share * 2 && dy <= height * share * 2
}
