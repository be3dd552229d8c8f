// What a page is made of, while it is loaded: an error stays in sight while all is asked for again,
// by itself or by the button, until all is there.
import { computed, shallowRef, watchEffect, type Ref } from 'vue'

interface Part {
  data: Readonly<Ref<unknown>>
  error: Readonly<Ref<unknown>>
  isError: Readonly<Ref<boolean>>
  refetch(): unknown
}

export function useLoad(...parts: Part[]) {
  const isReady = computed(() => parts.every((part) => part.data.value !== undefined))
  const error = shallowRef<unknown>(null)
  watchEffect(() => {
    const failed = parts.find((part) => part.data.value === undefined && part.isError.value)
    if (isReady.value) error.value = null
    else if (failed) error.value = failed.error.value
  })
  function retry() {
    for (const part of parts) if (part.data.value === undefined) void part.refetch()
  }
  return { isReady, isPending: computed(() => !isReady.value && error.value === null), error, retry }
}
