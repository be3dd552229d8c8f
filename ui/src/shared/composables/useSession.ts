// Who is signed in. The cookie is the session; this only knows what the server says of it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { call, client, setCsrfToken } from '@/api/client'
import { isProblem } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { Me } from '@/api/types'
import { useCaptcha } from './useCaptcha'

const kRanks: Record<string, number> = { report: 0, scanner: 1, staff: 2, admin: 3 }

/** Null when nobody is signed in. */
export async function readSession(): Promise<Me | null> {
  try {
    const me = await call(client.GET('/api/auth/me'))
    setCsrfToken(me.csrf_token)
    return me
  } catch (error) {
    if (isProblem(error) && error.status === 401) {
      setCsrfToken(null)
      return null
    }
    throw error
  }
}

export function useSession() {
  const queries = useQueryClient()
  const query = useQuery({ queryKey: queryKeys.me, queryFn: readSession, staleTime: 60_000, retry: false })
  const user = computed(() => query.data.value?.user ?? null)

  const captcha = useCaptcha('log_in')
  const signIn = useMutation({
    mutationFn: (input: { email: string; password: string; totp?: string }) =>
      captcha.withCaptcha((solved) => call(client.POST('/api/auth/login', { body: { ...input, ...solved } }))),
    onSuccess(me) {
      setCsrfToken(me.csrf_token)
      queries.setQueryData(queryKeys.me, me)
    }
  })
  const signOut = useMutation({
    mutationFn: () => call(client.POST('/api/auth/logout')),
    onSuccess() {
      setCsrfToken(null)
      queries.clear()
    }
  })
  /** admin may what staff may, staff what scanners may. */
  const may = (role: 'scanner' | 'staff' | 'admin') => (kRanks[user.value?.role ?? ''] ?? -1) >= kRanks[role]
  return { query, user, signIn, signOut, may, captcha }
}
