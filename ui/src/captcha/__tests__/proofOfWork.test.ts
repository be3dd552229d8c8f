import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { findNumber, sha256After, solutionText, toHex } from '../proofOfWork'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('own SHA-256', () => {
  it('is that of the standard, for every length around a block', () => {
    for (let length = 0; length < 140; ++length) {
      const prefix = 'x'.repeat(length)
      expect(toHex(sha256After(prefix)('7'))).toBe(sha256(`${prefix}7`))
      expect(toHex(sha256After(prefix)('1234567'))).toBe(sha256(`${prefix}1234567`))
    }
  })
})

describe('a challenge', () => {
  const salt = 'b0b5c0ffee?expires=1795543200&form=log_in&'
  const challenge = { algorithm: 'SHA-256', challenge: sha256(`${salt}4321`), maxnumber: 5000, salt, signature: 'sig' }

  it('is solved, with progress', () => {
    const parts: number[] = []
    expect(findNumber(challenge, (part) => parts.push(part))).toBe(4321)
    expect(parts[0]).toBe(0)
  })
  it('without a solution ends', () => {
    expect(findNumber({ ...challenge, maxnumber: 4320 })).toBeNull()
  })
  it('is answered with what it said, and the number', () => {
    expect(JSON.parse(atob(solutionText(challenge, 4321)))).toEqual({ algorithm: 'SHA-256', challenge: challenge.challenge, number: 4321, salt, signature: 'sig' })
  })
})
