// Finds the number whose SHA-256 with the salt is the challenge (ALTCHA's proof of work, version 1).
// Own arithmetic instead of WebCrypto: that answers each digest later, which costs more than the
// digest, and is not there on pages without https. Source: FIPS 180-4.

export interface Challenge {
  algorithm: string
  challenge: string
  maxnumber: number
  salt: string
  signature: string
}

const kBlock = 64
const kFirst = new Int32Array(8)
const kRound = new Int32Array(64)
fillConstants()

/** The first 32 bits of the fractional parts of the roots of the first primes, as the standard has it. */
function fillConstants() {
  const fraction = (root: number) => (root - Math.floor(root)) * 2 ** 32 | 0
  for (let n = 2, found = 0; found < 64; ++n) {
    let isPrime = true
    for (let d = 2; d * d <= n; ++d) if (n % d === 0) isPrime = false
    if (!isPrime) continue
    if (found < 8) kFirst[found] = fraction(Math.sqrt(n))
    kRound[found++] = fraction(Math.cbrt(n))
  }
}

const words = new Int32Array(64)

function mixBlock(state: Int32Array, bytes: Uint8Array, at: number) {
  for (let i = 0; i < 16; ++i, at += 4) words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]
  for (let i = 16; i < 64; ++i) {
    const a = words[i - 15]
    const b = words[i - 2]
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3)
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10)
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0
  }
  let [a, b, c, d, e, f, g, h] = state
  for (let i = 0; i < 64; ++i) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + kRound[i] + words[i]) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  state[0] += a
  state[1] += b
  state[2] += c
  state[3] += d
  state[4] += e
  state[5] += f
  state[6] += g
  state[7] += h
}

const kLengthBytes = 8

/** Digests texts that all begin with the same one. */
export function sha256After(prefix: string): (rest: string) => Int32Array {
  const head = new TextEncoder().encode(prefix)
  const whole = head.length - (head.length % kBlock)
  const midway = kFirst.slice()
  for (let at = 0; at < whole; at += kBlock) mixBlock(midway, head, at)
  const left = head.subarray(whole)
  const buffer = new Uint8Array(4 * kBlock)
  const state = new Int32Array(8)
  return (rest) => {
    buffer.fill(0)
    buffer.set(left)
    let length = left.length
    for (let i = 0; i < rest.length; ++i) buffer[length++] = rest.charCodeAt(i)
    buffer[length] = 0x80
    const end = Math.ceil((length + 1 + kLengthBytes) / kBlock) * kBlock
    const bits = (whole + length) * 8
    for (let i = 0; i < 4; ++i) buffer[end - 1 - i] = bits >>> (8 * i)
    state.set(midway)
    for (let at = 0; at < end; at += kBlock) mixBlock(state, buffer, at)
    return state
  }
}

export const toHex = (state: Int32Array) => Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')

const kNumbersPerReport = 5000

/** The number, or null when there is none up to `maxnumber`. `onProgress` hears the part of them that was tried. */
export function findNumber(challenge: Challenge, onProgress: (part: number) => void = () => undefined): number | null {
  const digest = sha256After(challenge.salt)
  const wanted = parseInt(challenge.challenge.slice(0, 8), 16) | 0
  for (let number = 0; number <= challenge.maxnumber; ++number) {
    const state = digest(String(number))
    if (state[0] === wanted && toHex(state) === challenge.challenge) return number
    if (number % kNumbersPerReport === 0) onProgress(number / challenge.maxnumber)
  }
  return null
}

/** What the server takes: base64 of JSON. */
export function solutionText(challenge: Challenge, number: number): string {
  const { algorithm, challenge: puzzle, salt, signature } = challenge
  return btoa(JSON.stringify({ algorithm, challenge: puzzle, number, salt, signature }))
}
