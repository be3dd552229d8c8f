import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'

const sessionsKey = ['me', 'sessions'] as const

export function useOwnSessions() {
  const queries = useQueryClient()
  const query = useQuery({ queryKey: sessionsKey, queryFn: () => call(client.GET('/api/auth/sessions')) })
  const end = useMutation({
    mutationFn: (id: string) => call(client.DELETE('/api/auth/sessions/{id}', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsKey })
  })
  return { query, end }
}

export function useOwnAccount() {
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: queryKeys.me })
  const password = useMutation({
    mutationFn: (body: { current_password: string; new_password: string }) => call(client.POST('/api/auth/password', { body })),
    onSuccess: again
  })
  const enrol = useMutation({ mutationFn: (proof: string) => call(client.POST('/api/auth/totp/enrol', { body: { password: proof } })) })
  const confirm = useMutation({ mutationFn: (code: string) => call(client.POST('/api/auth/totp/confirm', { body: { code } })), onSuccess: again })
  const disable = useMutation({ mutationFn: (proof: string) => call(client.POST('/api/auth/totp/disable', { body: { password: proof } })), onSuccess: again })
  return { password, enrol, confirm, disable }
}
