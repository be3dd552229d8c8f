import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, client } from '@/api/client'

export interface MailSource {
  subject: string
  text: string
  html: string
}
export interface MailTemplate extends MailSource {
  version: number
}
export interface MailPlace {
  kind: string
  language: string
}
const templatesKey = ['admin', 'mail-templates'] as const

export function useMailTemplates() {
  return useQuery({ queryKey: templatesKey, queryFn: () => call(client.GET('/api/admin/mail-templates')) })
}

/** One template and what can be done with it. A save carries the version that was read. */
export function useMailTemplate(place: MaybeRefOrGetter<MailPlace>) {
  const queries = useQueryClient()
  const params = () => ({ path: { ...toValue(place) } })
  const key = () => [...templatesKey, toValue(place).kind, toValue(place).language]
  const again = () => queries.invalidateQueries({ queryKey: templatesKey })
  const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` })
  /** As the server has it now. */
  const read = () => call(client.GET('/api/admin/mail-templates/{kind}/{language}', { params: params() }))
  const query = useQuery({
    queryKey: computed(key),
    queryFn: read,
    refetchOnWindowFocus: false
  })
  const save = useMutation({ mutationFn: ({ version, ...body }: MailSource & { version: number }) => call(client.PUT('/api/admin/mail-templates/{kind}/{language}', { params: params(), body, headers: ifMatch(version) })), onSuccess: again })
  const reset = useMutation({ mutationFn: () => call(client.DELETE('/api/admin/mail-templates/{kind}/{language}', { params: params(), headers: ifMatch(query.data.value?.version ?? 0) })), onSuccess: again })
  const preview = useMutation({ mutationFn: (body: MailSource) => call(client.POST('/api/admin/mail-templates/{kind}/{language}/preview', { params: params(), body })) })
  const test = useMutation({ mutationFn: (body: MailSource & { to: string }) => call(client.POST('/api/admin/mail-templates/{kind}/{language}/test', { params: params(), body })) })
  return { query, read, save, reset, preview, test }
}
