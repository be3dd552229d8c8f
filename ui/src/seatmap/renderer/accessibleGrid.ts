// The chart for those who do not see it: a grid of the current section (of a very large one, the rows
// around), one cell per seat, laid over
// the canvas by one matrix, moved through by keys. Made by hand, because a frame may change hundreds.
import type { SeatBoard } from '../engine/board'
import type { View } from '../engine/camera'
import { neighbourSection, nextSeat, rowEnd, type Direction } from '../engine/navigate'
import { StyleId } from '../engine/styles'

export interface GridHandlers {
  name(seat: number): string
  rowLabel(section: string, row: string): string
  sectionLabel(section: number): string
  pick(seat: number, event: KeyboardEvent | MouseEvent): void
  /** Where the page says what is chosen, and what may be; else the board does. */
  isChosen?(seat: number): boolean
  isOpen?(seat: number): boolean
  focus(seat: number, visible: boolean): void
  zoom(step: 1 | -1 | 0): void
}

/** More cells than these cost every reader, and every frame, more than they give. */
const kMostCells = 1500

const kArrows: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }

export class AccessibleGrid {
  private cells = new Map<number, HTMLElement>()
  private section = -1
  /** The rows that are built, as places within the section. */
  private built = { from: 0, to: 0 }
  private current = -1
  private readonly unlisten: () => void

  constructor(
    private readonly root: HTMLElement,
    private readonly board: SeatBoard,
    private readonly handlers: GridHandlers
  ) {
    root.addEventListener('keydown', this.key)
    root.addEventListener('focusin', this.focusIn)
    root.addEventListener('focusout', this.focusOut)
    root.addEventListener('click', this.click)
    this.unlisten = board.listen((seats) => this.refresh(seats))
    const first = this.firstSeat()
    if (first >= 0) this.moveTo(first, false)
  }

  destroy() {
    this.root.removeEventListener('keydown', this.key)
    this.root.removeEventListener('focusin', this.focusIn)
    this.root.removeEventListener('focusout', this.focusOut)
    this.root.removeEventListener('click', this.click)
    this.unlisten()
    this.root.replaceChildren()
  }

  /** Follows the map: every cell lies in map coordinates under this one matrix. */
  follow(view: View) {
    this.root.style.transform = `matrix(${view.scale}, 0, 0, ${view.scale}, ${-view.x * view.scale}, ${-view.y * view.scale})`
  }

  /** All names anew, as after a change of language or prices. */
  rename() {
    this.refresh(null)
    this.root.setAttribute('aria-label', this.handlers.sectionLabel(this.section))
  }

  private isOpen(seat: number): boolean {
    return this.handlers.isOpen?.(seat) ?? this.board.isFree(seat)
  }

  /** Where Tab begins: in the first row with something to choose, near its middle. */
  private firstSeat(): number {
    const { geometry } = this.board
    const rows = geometry.rowsOfSection.flat().map((row) => geometry.rows[row].seats)
    for (const seats of rows) {
      const middle = Math.floor(seats.length / 2)
      const open = [...seats.keys()].filter((at) => this.isOpen(seats[at])).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
      if (open.length > 0) return seats[open[0]]
    }
    return rows.length > 0 ? rows[0][Math.floor(rows[0].length / 2)] : -1
  }

  private moveTo(seat: number, withFocus: boolean) {
    const { geometry } = this.board
    const section = geometry.section[seat]
    const place = geometry.rowsOfSection[section].indexOf(geometry.row[seat])
    if (section !== this.section || place < this.built.from || place >= this.built.to) this.build(section, place)
    this.cells.get(this.current)?.setAttribute('tabindex', '-1')
    this.current = seat
    const cell = this.cells.get(seat)
    cell?.setAttribute('tabindex', '0')
    if (withFocus) cell?.focus({ preventScroll: true })
  }

  /** As many rows around `place` as there may be cells. */
  private rowsAround(section: number, place: number): { from: number; to: number } {
    const { geometry } = this.board
    const rows = geometry.rowsOfSection[section]
    const size = (at: number) => geometry.rows[rows[at]].seats.length
    let [from, to, cells] = [place, place + 1, size(place)]
    for (;;) {
      const [before, after] = [from > 0 ? size(from - 1) : 0, to < rows.length ? size(to) : 0]
      if ((before === 0 && after === 0) || cells + before + after > kMostCells) return { from, to }
      cells += before + after
      if (before > 0) from--
      if (after > 0) to++
    }
  }

  private build(section: number, place: number) {
    const { geometry } = this.board
    this.section = section
    this.cells = new Map()
    this.root.setAttribute('aria-label', this.handlers.sectionLabel(section))
    const size = geometry.pitch * 0.9
    this.built = this.rowsAround(section, place)
    const all = geometry.rowsOfSection[section]
    this.root.setAttribute('aria-rowcount', String(all.length))
    const rows = all.slice(this.built.from, this.built.to).map((index, at) => {
      const row = geometry.rows[index]
      const element = document.createElement('div')
      element.setAttribute('role', 'row')
      element.setAttribute('aria-rowindex', String(this.built.from + at + 1))
      element.setAttribute('aria-label', this.handlers.rowLabel(geometry.layout.sections[section].name, row.name))
      for (const seat of row.seats) element.append(this.cell(seat, size))
      return element
    })
    this.root.replaceChildren(...rows)
  }

  private cell(seat: number, size: number): HTMLElement {
    const { geometry } = this.board
    const cell = document.createElement('div')
    cell.setAttribute('role', 'gridcell')
    cell.setAttribute('tabindex', '-1')
    cell.dataset.seat = String(seat)
    cell.style.cssText = `position:absolute;left:${geometry.x[seat] - size / 2}px;top:${geometry.y[seat] - size / 2}px;width:${size}px;height:${size}px;outline:none`
    this.cells.set(seat, cell)
    this.describe(seat, cell)
    return cell
  }

  private describe(seat: number, cell: HTMLElement) {
    cell.setAttribute('aria-label', this.handlers.name(seat))
    cell.setAttribute('aria-selected', String(this.handlers.isChosen?.(seat) ?? this.board.styles[seat] === StyleId.selected))
    if (this.isOpen(seat)) cell.removeAttribute('aria-disabled')
    else cell.setAttribute('aria-disabled', 'true')
  }

  private refresh(seats: readonly number[] | null) {
    if (seats === null) {
      for (const [seat, cell] of this.cells) this.describe(seat, cell)
      return
    }
    for (const seat of seats) {
      const cell = this.cells.get(seat)
      if (cell) this.describe(seat, cell)
    }
    // Nobody has begun yet, and where they would is taken now.
    const isLost = seats.includes(this.current) && !this.isOpen(this.current) && !this.board.selected.has(this.current)
    if (isLost && !this.root.contains(document.activeElement)) this.moveTo(this.firstSeat(), false)
  }

  private seatOf(target: EventTarget | null): number {
    const cell = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-seat]') : null
    return cell ? Number(cell.dataset.seat) : -1
  }

  private click = (event: MouseEvent) => {
    const seat = this.seatOf(event.target)
    if (seat >= 0) this.handlers.pick(seat, event)
  }

  private focusIn = (event: FocusEvent) => {
    const seat = this.seatOf(event.target)
    if (seat < 0) return
    if (seat !== this.current) this.moveTo(seat, false)
    this.handlers.focus(seat, true)
  }

  private focusOut = () => this.handlers.focus(this.current, false)

  private key = (event: KeyboardEvent) => {
    if (this.current < 0 || event.altKey || event.metaKey || event.ctrlKey) return
    const next = this.target(event.key)
    if (next >= 0) {
      this.moveTo(next, true)
    } else if (event.key === ' ' || event.key === 'Enter') {
      this.handlers.pick(this.current, event)
    } else if (event.key === '+' || event.key === '=') {
      this.handlers.zoom(1)
    } else if (event.key === '-') {
      this.handlers.zoom(-1)
    } else if (event.key === '0') {
      this.handlers.zoom(0)
    } else {
      return
    }
    event.preventDefault()
  }

  private target(key: string): number {
    const { geometry } = this.board
    if (key in kArrows) return nextSeat(geometry, this.current, kArrows[key])
    switch (key) {
      case 'Home':
        return rowEnd(geometry, this.current, 'first')
      case 'End':
        return rowEnd(geometry, this.current, 'last')
      case 'PageDown':
        return neighbourSection(geometry, this.current, 1)
      case 'PageUp':
        return neighbourSection(geometry, this.current, -1)
      default:
        return -1
    }
  }
}
