// What people have typed and not saved, for every form of the admin: one list, one guard before a page
// is left or the window closed, one bar that says so (UnsavedBar).
import { computed, nextTick, onBeforeUnmount, reactive, ref, shallowReactive, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { Router } from 'vue-router'

export interface UnsavedForm {
  isDirty: ComputedRef<boolean>
  /** Saves what was typed; absent where only the form's own button can. */
  save?: () => unknown
  /** Puts back what was there. */
  discard?: () => void
}

const forms = shallowReactive(new Set<UnsavedForm>())
const dirty = computed(() => [...forms].filter((form) => form.isDirty.value))

let asked: { resolve: (leaves: boolean) => void } | null = null
const state = shallowReactive({ isAsking: false })

/** Registers a form for as long as its component is there. */
export function useUnsaved(isDirty: () => boolean, more: Pick<UnsavedForm, 'save' | 'discard'> = {}) {
  const form: UnsavedForm = { isDirty: computed(isDirty), ...more }
  forms.add(form)
  onBeforeUnmount(() => forms.delete(form))
  return form
}

/** A form in a dialog: what was typed since it was opened. It has buttons of its own, so the bar says nothing of it. */
export function useUnsavedDialog(open: Ref<boolean>, draft: object) {
  const untouched = ref('')
  watch(open, (is) => { if (is) untouched.value = JSON.stringify(draft) }, { flush: 'post' })
  return useUnsaved(() => open.value && JSON.stringify(draft) !== untouched.value)
}

/**
 * What stands in a form that edits something of the server's. Typed things stay whatever is read anew in the background;
 * `base` is what they were made from, so that a save can say which version it changes.
 */
export function useDraft<T, D extends object>(source: () => T, fieldsOf: (entity: T) => D, more: { save?: () => unknown; enabled?: () => boolean } = {}) {
  const base = shallowRef(source())
  const untouched = ref('')
  const draft = reactive({}) as D
  function take(entity: T) {
    base.value = entity
    Object.assign(draft, fieldsOf(entity))
    untouched.value = JSON.stringify(draft)
  }
  take(source())
  const isDirty = computed(() => (more.enabled?.() ?? true) && JSON.stringify(draft) !== untouched.value)
  function meet() {
    const now = source()
    if (JSON.stringify(fieldsOf(now)) === untouched.value) base.value = now
    else if (!isDirty.value) take(now)
  }
  watch(() => JSON.stringify([source(), fieldsOf(source())]), meet)
  const form = useUnsaved(() => isDirty.value, { discard: () => take(source()), ...(more.save ? { save: more.save } : {}) })
  return { draft, base, isDirty, take, form }
}

/** When the thing itself is gone, so is what was typed about it. */
export function discardUnsaved() {
  for (const form of dirty.value.slice()) form.discard?.()
}

/** For the bar and its question. */
export function useUnsavedForms() {
  function answer(leaves: boolean) {
    state.isAsking = false
    asked?.resolve(leaves)
    asked = null
  }
  return { dirty, state, answer }
}

/** Asks before typed things are lost; true when they may be. */
function mayLeave(): Promise<boolean> | boolean {
  if (dirty.value.length === 0) return true
  asked?.resolve(false)
  state.isAsking = true
  return new Promise((resolve) => (asked = { resolve }))
}

export function guardUnsaved(router: Router) {
  router.beforeEach(async (to, from) => {
    if (to.path === from.path) return true
    // A dialog that was closed a moment ago knows it only after the next flush.
    await nextTick()
    return mayLeave()
  })
  window.addEventListener('beforeunload', (event) => {
    if (dirty.value.length > 0) event.preventDefault()
  })
}
