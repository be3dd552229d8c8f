import { describe, expect, it } from 'vitest'
import { afterScans, judge, knownByScans, type Facts, type OwnScan } from '../judge'
import { codeIn, idText, numberIn, readToken } from '../token'

const token = { key: 1, showId: 'show', ticketId: 't', nonce: 'n', signed: new Uint8Array(), signature: new Uint8Array() }
const facts = (more: Partial<Facts> = {}): Facts => ({ token, isGenuine: true, showId: 'show', listed: { status: 'valid', inside: false, nonce: 'n' }, opensAt: null, ...more })
const listed = (status: string, inside = false) => ({ status, inside, nonce: 'n' })

describe('a scan without the server', () => {
  it('admits what is valid, once', () => {
    expect(judge(facts(), 'entry', 0)).toBe('admitted')
    expect(judge(facts({ listed: listed('used', true) }), 'entry', 0)).toBe('already_used')
  })
  it('admits who has left again, and lets out only who is in', () => {
    expect(judge(facts({ listed: listed('used', false) }), 'entry', 0)).toBe('admitted')
    expect(judge(facts({ listed: listed('used', true) }), 'exit', 0)).toBe('left')
    expect(judge(facts(), 'exit', 0)).toBe('not_inside')
  })
  it('judges validity before the show, and that before use', () => {
    expect(judge(facts({ listed: listed('void', true), showId: 'other' }), 'entry', 0)).toBe('void')
    expect(judge(facts({ listed: undefined, showId: 'other' }), 'entry', 0)).toBe('wrong_show')
  })
  it('refuses what is forged, unreadable, or has been replaced', () => {
    expect(judge(facts({ token: null }), 'entry', 0)).toBe('not_found')
    expect(judge(facts({ isGenuine: false }), 'entry', 0)).toBe('not_found')
    expect(judge(facts({ listed: { ...listed('valid'), nonce: 'other' } }), 'entry', 0)).toBe('not_found')
  })
  it('admits a genuine ticket that was sold after the list was loaded', () => {
    expect(judge(facts({ listed: undefined }), 'entry', 0)).toBe('admitted')
  })
  it('says that it is too early where an opening is set', () => {
    const opensAt = '2026-11-25T19:00:00.000Z'
    expect(judge(facts({ opensAt }), 'entry', Date.parse(opensAt) - 1)).toBe('too_early')
    expect(judge(facts({ opensAt }), 'entry', Date.parse(opensAt))).toBe('admitted')
  })
})

describe("what this device has done", () => {
  const own = (result: OwnScan['result'], minute: number, isUndone = false): OwnScan => ({ result, scanned_at: `2026-11-25T19:0${minute}:00.000Z`, gate: 'North', isUndone })
  const judged = (...scans: OwnScan[]) => judge(facts({ listed: knownByScans('n', scans) }), 'entry', 0)

  it('counts for a ticket that is not on its list', () => {
    expect(knownByScans('n', [])).toBeUndefined()
    expect(judged(own('admitted', 1))).toBe('already_used')
    expect(judged(own('left', 2), own('admitted', 1))).toBe('admitted')
    expect(judged(own('admitted', 3), own('left', 2), own('admitted', 1))).toBe('already_used')
    expect(judge(facts({ listed: knownByScans('n', [own('admitted', 1)]) }), 'exit', 0)).toBe('left')
    expect(judged(own('too_early', 1))).toBe('admitted')
  })
  it('says when and where somebody was let in first', () => {
    expect(knownByScans('n', [own('already_used', 2), own('admitted', 1)])).toMatchObject({ status: 'used', used_at: '2026-11-25T19:01:00.000Z', used_gate: 'North' })
  })
  it('takes over what the server has said meanwhile', () => {
    expect(judged(own('already_used', 1))).toBe('already_used')
    expect(judged(own('void', 1))).toBe('void')
    const listed = { status: 'valid', inside: false, nonce: 'n', used_at: null, used_gate: null }
    expect(judge(facts({ listed: afterScans(listed, [own('already_used', 1)]) }), 'entry', 0)).toBe('already_used')
  })
  it('does not count once it was taken back', () => {
    expect(judged(own('admitted', 1, true))).toBe('admitted')
  })
})

describe('a code', () => {
  it('is known by its printed number, however that is typed', () => {
    for (const text of ['TKT-20261125-V00PBH', ' tkt-20261125-v00pbh ', 'TKT-20261125-VOOPBH', 'TKT-2O261I25-V00PBH']) expect(numberIn(text)).toBe('TKT-20261125-V00PBH')
    for (const text of ['', 'V00PBH', 'TKT-20261125-V00PB', 'TKT-20261125-V00PBU', 'ORD-20261125-V00PBH']) expect(numberIn(text)).toBeNull()
  })
  it('is found in the address of its ticket', () => {
    for (const text of ['ABC', ' ABC ', 'https://x.example/public/tickets/ABC', 'https://x.example/public/tickets/ABC?lang=es#top', 'https://x.example/public/tickets/ABC/']) expect(codeIn(text)).toBe('ABC')
  })
  it('has one form only', () => {
    for (const text of ['', 'not a ticket', 'A'.repeat(159), 'A'.repeat(158), '1'.repeat(159), 'A'.repeat(300)]) expect(readToken(text)).toBeNull()
  })
  it('names ids as the server writes them', () => {
    expect(idText(Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 1]))).toBe('1')
    expect(idText(Uint8Array.from([0, 0, 0, 0, 0, 0, 4, 31]))).toBe('10z')
  })
})
