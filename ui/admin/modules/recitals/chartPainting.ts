// Which seats a box drawn over the chart takes: those that staff may change at all.
import type { SeatBoard } from '@/seatmap/engine/board'

/** Sold seats and those in somebody's basket are nobody's to paint. */
export function isPaintable(board: SeatBoard, seat: number): boolean {
  const letter = board.letter(seat)
  return letter !== 's' && letter !== 'r'
}

export function seatsOfRow(board: SeatBoard, seat: number): number[] {
  return [...board.geometry.rows[board.geometry.row[seat]].seats].filter((each) => isPaintable(board, each))
}

export function seatsOfSection(board: SeatBoard, seat: number): number[] {
  const { geometry } = board
  return geometry.rowsOfSection[geometry.section[seat]].flatMap((row) => [...geometry.rows[row].seats]).filter((each) => isPaintable(board, each))
}
