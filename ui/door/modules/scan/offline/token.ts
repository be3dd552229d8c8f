// The signed text in a ticket's QR code, read and checked without the server (rule 21; the layout is in
// src/tickets/README.md). Nothing of it is true before `isGenuine` says so.

export interface Token {
  key: number
  showId: string
  ticketId: string
  /** base64url, as the scan list has it. */
  nonce: string
  signed: Uint8Array<ArrayBuffer>
  signature: Uint8Array<ArrayBuffer>
}
export interface PublicKey {
  key: number
  /** base64url, 32 bytes */
  public_key: string
}

const kFormat = 1
const kBytes = 99
const kClaims = 35
const kTextMax = 256
const kBase32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Ids are written in Crockford's base 32. */
const kIdDigits = '0123456789abcdefghjkmnpqrstvwxyz'
const kTicketPath = '/public/tickets/'
const kDomain = new TextEncoder().encode('usher ticket')

function fromBase32(text: string): Uint8Array | null {
  const bytes: number[] = []
  let buffer = 0
  let bits = 0
  for (const letter of text) {
    const digit = kBase32.indexOf(letter)
    if (digit < 0) return null
    buffer = ((buffer << 5) | digit) & 0xfff
    bits += 5
    if (bits >= 8) bytes.push((buffer >> (bits -= 8)) & 0xff)
  }
  // One ticket has one text: spare bits say nothing.
  return (buffer & ((1 << bits) - 1)) === 0 && bits < 5 ? Uint8Array.from(bytes) : null
}

export function idText(bytes: Uint8Array): string {
  let rest = bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
  let text = ''
  do {
    text = kIdDigits[Number(rest & 31n)] + text
    rest >>= 5n
  } while (rest > 0n)
  return text
}

function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
}

/** The code in what was typed: a ticket's address, pasted from a mail, stands for its code. */
export function codeIn(text: string): string {
  const typed = text.trim()
  const at = typed.lastIndexOf(kTicketPath)
  return at < 0 ? typed : typed.slice(at + kTicketPath.length).split(/[/?#]/)[0]
}

/** Null when the text has not the form of a ticket's code. */
/** The number that is printed on a ticket, as staff type it: any case, O, I and L for 0 and 1. */
export function numberIn(text: string): string | null {
  const typed = text.trim().toUpperCase()
  const number = typed.slice(0, 4) + typed.slice(4).replaceAll('O', '0').replace(/[IL]/g, '1')
  return /^TKT-\d{8}-[0-9A-HJKMNP-TV-Z]{6}$/.test(number) ? number : null
}

export function readToken(text: string): Token | null {
  const wanted = text.trim().toUpperCase()
  if (wanted.length > kTextMax) return null
  const bytes = fromBase32(wanted)
  if (!bytes || bytes.length !== kBytes || bytes[0] !== kFormat) return null
  const signed = new Uint8Array(kDomain.length + kClaims)
  signed.set(kDomain)
  signed.set(bytes.subarray(0, kClaims), kDomain.length)
  return {
    key: (bytes[1] << 8) | bytes[2],
    showId: idText(bytes.subarray(3, 11)),
    ticketId: idText(bytes.subarray(11, 19)),
    nonce: toBase64url(bytes.subarray(19, kClaims)),
    signed,
    signature: bytes.slice(kClaims)
  }
}

async function verify(key: Uint8Array<ArrayBuffer>, token: Token): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', imported, token.signature, token.signed)
  } catch {
    // Browsers from before 2025 do not know Ed25519.
    const { verifyAsync } = await import('@noble/ed25519')
    return verifyAsync(token.signature, token.signed, key).catch(() => false)
  }
}

/** Whether this house has signed it. */
export async function isGenuine(token: Token, keys: readonly PublicKey[]): Promise<boolean> {
  const key = keys.find((each) => each.key === token.key)
  return key ? verify(fromBase64url(key.public_key), token) : false
}
