import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import type { Role, UserStatus } from '@/api/types'
import { useOnce } from '@/shared/composables/useOnce'

export interface NewUser {
  email: string
  name: string
  role: Role
  password: string
}

export function useUsers() {
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: queryKeys.users })
  const query = useQuery({ queryKey: queryKeys.users, queryFn: () => call(client.GET('/api/admin/users', { params: { query: { limit: 200 } } })) })
  const once = useOnce()
  const create = useMutation({ mutationFn: (input: NewUser) => once((header) => call(client.POST('/api/admin/users', { params: { header }, body: input }))), onSuccess: again })
  const update = useMutation({
    mutationFn: ({ id, ...body }: { id: string; role?: Role; status?: Exclude<UserStatus, 'deleted'>; name?: string; password?: string }) =>
      call(client.PUT('/api/admin/users/{id}', { params: { path: { id } }, body })),
    onSettled: again
  })
  return { query, create, update }
}
