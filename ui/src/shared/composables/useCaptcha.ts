// Asks for a challenge and solves it when the server wants one; nobody has to read or click anything.
import { ref } from 'vue'
import { call, client } from '@/api/client'
import { isProblem } from '@/api/problem'
import type { CaptchaForm } from '@/api/types'

const kTries = 2

export function useCaptcha(form: CaptchaForm) {
  const isSolving = ref(false)
  /** 0 to 1; most challenges are done at the half. */
  const progress = ref(0)

  async function solution(): Promise<string | undefined> {
    isSolving.value = true
    progress.value = 0
    try {
      const challenge = await call(client.GET('/api/public/captcha', { params: { query: { form } } }))
      const { solve } = await import('@/captcha/solve')
      return (await solve(challenge, (part) => (progress.value = part))) ?? undefined
    } finally {
      isSolving.value = false
    }
  }

  /** Does the work, and once more with a solution when it is refused without one. */
  async function withCaptcha<T>(work: (captcha?: { captcha: string }) => Promise<T>): Promise<T> {
    let captcha: string | undefined
    for (let tries = 0; ; ++tries) {
      try {
        return await work(captcha ? { captcha } : undefined)
      } catch (error) {
        if (tries >= kTries || !isProblem(error, 'captcha_required', 'captcha_invalid')) throw error
        captcha = await solution()
        if (!captcha) throw error
      }
    }
  }
  return { isSolving, progress, withCaptcha }
}
