// Who stands at the door. Without the network it is who was signed in last on this device: the server
// checks anew before it takes anything.
import { computed, ref, shallowRef, watch } from 'vue'
import { isProblem, kOffline } from '@/api/problem'
import { useSession } from '@/shared/composables/useSession'
import { forgetAll, keepFact, readFact, type KnownUser } from '../offline/store'

const kMayScan = new Set(['scanner', 'staff', 'admin'])

export function useDoorSession() {
  const session = useSession()
  const { query } = session
  const remembered = shallowRef<KnownUser | null>(null)
  const isRead = ref(false)
  void readFact<KnownUser>('user').then((user) => {
    remembered.value = user ?? null
    isRead.value = true
  }).catch(() => (isRead.value = true))

  const isUnreachable = computed(() => query.isError.value && isProblem(query.error.value, kOffline))
  watch(session.user, (user) => {
    if (!user) return
    remembered.value = { email: user.email, role: user.role }
    void keepFact('user', remembered.value)
  }, { immediate: true })

  const user = computed<KnownUser | null>(() => session.user.value ?? (isUnreachable.value ? remembered.value : null))
  const isPending = computed(() => query.isPending.value || !isRead.value)
  const mayScan = () => kMayScan.has(user.value?.role ?? '')
  const isStaff = () => user.value?.role === 'staff' || user.value?.role === 'admin'

  async function signOut() {
    await session.signOut.mutateAsync().catch(() => undefined)
    remembered.value = null
    await forgetAll()
    await query.refetch()
  }
  return { query, user, isPending, isUnreachable, mayScan, isStaff, signOut }
}
