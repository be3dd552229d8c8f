// Which part of the house is on the screen. Pure arithmetic; screen = (map − origin) × scale.
import type { Box } from './geometry'

export interface View {
  /** Map coordinates at the left top corner of the screen. */
  x: number
  y: number
  /** Screen pixels per map unit. */
  scale: number
}

export class Camera {
  view: View = { x: 0, y: 0, scale: 1 }
  private width = 1
  private height = 1

  constructor(
    private readonly bounds: Box,
    private readonly pitch: number
  ) {}

  resize(width: number, height: number) {
    const wasFitted = this.isFitted()
    const centre = this.toMap(this.width / 2, this.height / 2)
    this.width = Math.max(1, width)
    this.height = Math.max(1, height)
    if (wasFitted) this.view = this.fit()
    else this.view = this.clamp({ ...this.view, x: centre.x - this.width / 2 / this.view.scale, y: centre.y - this.height / 2 / this.view.scale })
  }

  get size() {
    return { width: this.width, height: this.height }
  }

  get minScale() {
    return Math.min(this.width / this.bounds.width, this.height / this.bounds.height)
  }

  /** Near enough for a seat to be 44 px across, never farther than the whole house. */
  get maxScale() {
    return Math.max(52 / this.pitch, this.minScale * 1.5)
  }

  isFitted() {
    return this.width <= 1 || this.view.scale <= this.minScale * 1.001
  }

  fit(): View {
    return this.fitBox(this.bounds)
  }

  fitBox(box: Box): View {
    const scale = Math.min(this.maxScale, this.width / box.width, this.height / box.height)
    return this.clamp({
      x: box.x + box.width / 2 - this.width / 2 / scale,
      y: box.y + box.height / 2 - this.height / 2 / scale,
      scale
    })
  }

  toMap(screenX: number, screenY: number) {
    return { x: this.view.x + screenX / this.view.scale, y: this.view.y + screenY / this.view.scale }
  }

  toScreen(x: number, y: number) {
    return { x: (x - this.view.x) * this.view.scale, y: (y - this.view.y) * this.view.scale }
  }

  /** The view after zooming by `factor` with the point under (screenX, screenY) staying there. */
  zoomed(factor: number, screenX: number, screenY: number): View {
    const anchor = this.toMap(screenX, screenY)
    const scale = Math.min(this.maxScale, Math.max(this.minScale, this.view.scale * factor))
    return this.clamp({ x: anchor.x - screenX / scale, y: anchor.y - screenY / scale, scale })
  }

  panned(dx: number, dy: number): View {
    return this.clamp({ ...this.view, x: this.view.x - dx / this.view.scale, y: this.view.y - dy / this.view.scale })
  }

  centred(x: number, y: number, scale: number): View {
    const bounded = Math.min(this.maxScale, Math.max(this.minScale, scale))
    return this.clamp({ x: x - this.width / 2 / bounded, y: y - this.height / 2 / bounded, scale: bounded })
  }

  /** The nearest view that shows the point with a margin; the same view when it does already. */
  including(x: number, y: number, margin: number): View {
    const point = this.toScreen(x, y)
    const dx = point.x < margin ? margin - point.x : Math.min(0, this.width - margin - point.x)
    const dy = point.y < margin ? margin - point.y : Math.min(0, this.height - margin - point.y)
    return dx === 0 && dy === 0 ? this.view : this.panned(dx, dy)
  }

  private clamp(view: View): View {
    return {
      x: clampAxis(view.x, this.bounds.x, this.bounds.width, this.width / view.scale),
      y: clampAxis(view.y, this.bounds.y, this.bounds.height, this.height / view.scale),
      scale: view.scale
    }
  }
}

/** A house smaller than the screen is centred; a larger one cannot be pushed out of it. */
function clampAxis(at: number, start: number, length: number, visible: number) {
  if (length <= visible) return start + length / 2 - visible / 2
  return Math.min(start + length - visible, Math.max(start, at))
}

export function mixViews(from: View, to: View, t: number, size: { width: number; height: number }): View {
  const scale = from.scale * (to.scale / from.scale) ** t
  const centreOf = (view: View) => ({
    x: view.x + size.width / 2 / view.scale,
    y: view.y + size.height / 2 / view.scale
  })
  const a = centreOf(from)
  const b = centreOf(to)
  const x = a.x + (b.x - a.x) * t
  const y = a.y + (b.y - a.y) * t
  return { x: x - size.width / 2 / scale, y: y - size.height / 2 / scale, scale }
}
