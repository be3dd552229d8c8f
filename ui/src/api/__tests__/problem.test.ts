import { describe, expect, it } from 'vitest'
import { asProblem, isMissing, isProblem, kOffline, problemFromBody } from '../problem'

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers })

describe('ApiProblem', () => {
  it('keeps code, faults and lists of a refusal', () => {
    const problem = problemFromBody(answer(422), { code: 'validation_failed', detail: 'No.', errors: [{ pointer: '/customer_email', code: 'invalid_format', detail: 'Not an address.' }] })
    expect(isProblem(problem, 'validation_failed')).toBe(true)
    expect(problem.fault('customer_email')?.detail).toBe('Not an address.')
    expect(problemFromBody(answer(409), { code: 'seats_unavailable', unavailable_seat_ids: ['a', 'b'] }).list('unavailable_seat_ids')).toEqual(['a', 'b'])
  })
  it('says how long to wait', () => {
    expect(problemFromBody(answer(429, { 'Retry-After': '900' }), {}).retryAfterSeconds).toBe(900)
  })
  it('has a code even where the answer has none', () => {
    expect(problemFromBody(answer(502), '<html>').code).toBe('http_502')
    expect(isMissing(problemFromBody(answer(404), {}))).toBe(true)
  })
  it('takes any other failure for a lost connection', () => {
    expect(asProblem(new TypeError('failed to fetch')).code).toBe(kOffline)
  })
})
