// A hall by plain numbers: for each part how many rows, how many seats in each, and what one costs.

export interface HallPart {
  name: string
  rows: number
  seats: number
}

/** A, B, …, Z, AA, AB, …: as rows are named. */
export function rowName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : rowName(Math.floor(index / 26) - 1) + letter
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

/** The file that the seat import reads; each part is a section and a price zone of its own name. */
export function hallCsv(parts: readonly HallPart[]): string {
  const lines = ['section,row_name,seat_number,seat_type,handicap_access,price_zone']
  for (const part of parts) {
    const name = quoted(part.name.trim())
    for (let row = 0; row < part.rows; row++) for (let seat = 1; seat <= part.seats; seat++) lines.push(`${name},${rowName(row)},${seat},standard,false,${name}`)
  }
  return `${lines.join('\n')}\n`
}

export function seatCount(parts: readonly HallPart[]): number {
  return parts.reduce((sum, part) => sum + part.rows * part.seats, 0)
}
