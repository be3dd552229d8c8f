import { describe, expect, it } from 'vitest'
import { ApiProblem } from '@/api/problem'
import { useOnce } from '@/shared/composables/useOnce'
import { mergeOver } from '../useSavedMeanwhile'

describe('useOnce', () => {
  it('keeps its key until there is an answer', async () => {
    const once = useOnce()
    const keys: string[] = []
    const send = (outcome?: ApiProblem) => once((header) => {
      keys.push(header['Idempotency-Key'])
      return outcome ? Promise.reject(outcome) : Promise.resolve('done')
    })
    await expect(send(new ApiProblem(0, 'offline', ''))).rejects.toThrow()
    await expect(send(new ApiProblem(503, 'overloaded', ''))).rejects.toThrow()
    await expect(send(new ApiProblem(409, 'idempotency_key_in_use', ''))).rejects.toThrow()
    await expect(send(new ApiProblem(401, 'not_signed_in', ''))).rejects.toThrow()
    expect(await send()).toBe('done')
    expect(new Set(keys).size).toBe(1)
  })
  it('takes another after an answer, be it a refusal', async () => {
    const once = useOnce()
    const keys: string[] = []
    const send = (outcome?: ApiProblem) => once((header) => {
      keys.push(header['Idempotency-Key'])
      return outcome ? Promise.reject(outcome) : Promise.resolve('done')
    })
    await send()
    await expect(send(new ApiProblem(422, 'validation_failed', ''))).rejects.toThrow()
    await send()
    expect(new Set(keys).size).toBe(3)
  })
})

describe('mergeOver', () => {
  const base = { price: { a: 10, b: 20 }, most: 4, fees: [1] }
  it('puts what was changed on top of what somebody else changed', () => {
    expect(mergeOver(base, { ...base, price: { a: 11, b: 20 } }, { ...base, price: { a: 10, b: 25 }, most: 6 })).toEqual({ price: { a: 11, b: 25 }, most: 6, fees: [1] })
  })
  it('keeps mine where both changed the same', () => {
    expect(mergeOver(base, { ...base, fees: [2] }, { ...base, fees: [3, 4] }).fees).toEqual([2])
  })
})
