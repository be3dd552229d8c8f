// What a page does that paints on the chart instead of choosing seats to buy.

export interface MapSpot {
  /** In map coordinates. */
  x: number
  y: number
  /** Screen pixels per map unit. */
  scale: number
}

export interface MapEdit {
  /** True when the press begins something of the page's own; false leaves it to the map, which pans. */
  grab(at: MapSpot, event: PointerEvent): boolean
  drag(at: MapSpot, event: PointerEvent): void
  /** Without an event it was taken back. */
  drop(at: MapSpot, event?: PointerEvent): void
  /** The keyboard's press, and that of assistive technology. */
  pick(seat: number, event: KeyboardEvent | MouseEvent): void
  isChosen(seat: number): boolean
  isOpen(seat: number): boolean
  /** The seat's state in words. */
  state(seat: number): string
}
