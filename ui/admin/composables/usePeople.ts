// Who an id stands for: logs and timelines keep ids only, people read names.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { call, client } from '@/api/client'
import { queryKeys } from '@/api/queryKeys'
import { useSession } from '@/shared/composables/useSession'

export function usePeople() {
  const { t, te } = useI18n()
  const { user, may } = useSession()
  const query = useQuery({
    queryKey: queryKeys.users,
    enabled: () => may('admin'),
    queryFn: () => call(client.GET('/api/admin/users', { params: { query: { limit: 200 } } }))
  })
  const people = computed(() => query.data.value?.items ?? [])
  function nameOf(actor: string): string {
    const person = people.value.find((each) => each.id === actor) ?? (user.value?.id === actor ? user.value : undefined)
    if (person) return person.name || person.email
    return te(`audit.actors.${actor}`) ? t(`audit.actors.${actor}`) : actor
  }
  return { people, nameOf }
}
