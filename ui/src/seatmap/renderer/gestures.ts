// Turns pointers and the wheel into pans, zooms and taps. Knows nothing of seats.

export interface Pointer {
  x: number
  y: number
}

export interface GestureHandlers {
  pan(dx: number, dy: number): void
  zoom(factor: number, x: number, y: number): void
  tap(x: number, y: number, isTouch: boolean): void
  doubleTap(x: number, y: number): void
  hover(x: number, y: number): void
  leave(): void
  /** True when a press begins something of the page's own, which then has the pointer until its end. */
  grab?(at: Pointer, event: PointerEvent): boolean
  drag?(at: Pointer, event: PointerEvent): void
  /** The end of it; without an event it was taken back, by a second finger or the system. */
  drop?(at: Pointer, event?: PointerEvent): void
  /** False where a wheel cannot zoom farther: the page scrolls then. */
  canZoom(factor: number): boolean
}

const kSlopPx = 7
const kMiddleButton = 1
const kDoubleTapMs = 280
const kDoubleTapPx = 28


export class Gestures {
  private readonly pointers = new Map<number, Pointer>()
  private moved = false
  private wasPinch = false
  private isGrabbed = false
  private pressAt: Pointer = { x: 0, y: 0 }
  private lastTap = { x: 0, y: 0, time: 0 }

  constructor(
    private readonly element: HTMLElement,
    private readonly handlers: GestureHandlers
  ) {
    element.addEventListener('pointerdown', this.down)
    element.addEventListener('pointermove', this.move)
    element.addEventListener('pointerup', this.up)
    element.addEventListener('pointercancel', this.cancel)
    element.addEventListener('pointerleave', this.leave)
    element.addEventListener('wheel', this.wheel, { passive: false })
  }

  destroy() {
    this.element.removeEventListener('pointerdown', this.down)
    this.element.removeEventListener('pointermove', this.move)
    this.element.removeEventListener('pointerup', this.up)
    this.element.removeEventListener('pointercancel', this.cancel)
    this.element.removeEventListener('pointerleave', this.leave)
    this.element.removeEventListener('wheel', this.wheel)
  }

  private point(event: MouseEvent): Pointer {
    const box = this.element.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }

  private down = (event: PointerEvent) => {
    // Where a drag is the page's, the middle button moves the map.
    const isMiddle = event.button === kMiddleButton && this.handlers.grab !== undefined
    if (event.pointerType === 'mouse' && event.button !== 0 && !isMiddle) return
    const at = this.point(event)
    this.pointers.set(event.pointerId, at)
    this.element.setPointerCapture(event.pointerId)
    if (this.pointers.size === 1) {
      this.moved = false
      this.wasPinch = isMiddle
      this.pressAt = at
      this.isGrabbed = !isMiddle && (this.handlers.grab?.(at, event) ?? false)
    } else {
      this.wasPinch = true
      this.letGo(at)
    }
  }

  private move = (event: PointerEvent) => {
    const at = this.point(event)
    const before = this.pointers.get(event.pointerId)
    if (!before) {
      if (event.pointerType !== 'touch') this.handlers.hover(at.x, at.y)
      return
    }
    if (this.isGrabbed) this.handlers.drag?.(at, event)
    else if (this.pointers.size >= 2) this.pinch(event.pointerId, before, at)
    else this.drag(before, at)
    this.pointers.set(event.pointerId, at)
  }

  private drag(before: Pointer, at: Pointer) {
    if (!this.moved && Math.hypot(at.x - this.pressAt.x, at.y - this.pressAt.y) < kSlopPx) return
    const first = !this.moved
    this.moved = true
    const from = first ? this.pressAt : before
    this.handlers.leave()
    this.handlers.pan(at.x - from.x, at.y - from.y)
  }

  private pinch(id: number, before: Pointer, at: Pointer) {
    const other = [...this.pointers].find(([key]) => key !== id)?.[1]
    if (!other) return
    const was = Math.hypot(before.x - other.x, before.y - other.y)
    const is = Math.hypot(at.x - other.x, at.y - other.y)
    const centre = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 }
    if (was > 0) this.handlers.zoom(is / was, centre.x, centre.y)
    this.handlers.pan((at.x - before.x) / 2, (at.y - before.y) / 2)
  }

  private up = (event: PointerEvent) => {
    const known = this.pointers.delete(event.pointerId)
    if (this.isGrabbed) return this.letGo(this.point(event), event)
    if (!known || this.pointers.size > 0 || this.moved || this.wasPinch) return
    const at = this.point(event)
    const isDouble =
      event.timeStamp - this.lastTap.time < kDoubleTapMs &&
      Math.hypot(at.x - this.lastTap.x, at.y - this.lastTap.y) < kDoubleTapPx
    this.lastTap = { ...at, time: isDouble ? 0 : event.timeStamp }
    if (isDouble) this.handlers.doubleTap(at.x, at.y)
    else this.handlers.tap(at.x, at.y, event.pointerType === 'touch')
  }

  private cancel = (event: PointerEvent) => {
    this.pointers.delete(event.pointerId)
    this.letGo(this.point(event))
  }

  private letGo(at: Pointer, event?: PointerEvent) {
    if (this.isGrabbed) this.handlers.drop?.(at, event)
    this.isGrabbed = false
  }

  private leave = () => {
    if (this.pointers.size === 0) this.handlers.leave()
  }

  private wheel = (event: WheelEvent) => {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1
    const factor = Math.exp(-Math.max(-120, Math.min(120, event.deltaY * unit)) * (event.ctrlKey ? 0.012 : 0.0032))
    if (!this.handlers.canZoom(factor)) return
    event.preventDefault()
    const at = this.point(event)
    this.handlers.zoom(factor, at.x, at.y)
  }
}
