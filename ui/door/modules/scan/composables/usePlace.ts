// Where this device stands: which show, which gate. It is there again after a reload without the network.
import { ref, watch } from 'vue'

const kKey = 'usher-door-place'

function read(): { showId: string; gate: string } {
  try {
    const kept = JSON.parse(localStorage.getItem(kKey) ?? '{}') as { showId?: string; gate?: string }
    return { showId: kept.showId ?? '', gate: kept.gate ?? '' }
  } catch {
    return { showId: '', gate: '' }
  }
}

export function usePlace() {
  const place = read()
  const showId = ref(place.showId)
  const gate = ref(place.gate)
  watch([showId, gate], () => {
    try {
      localStorage.setItem(kKey, JSON.stringify({ showId: showId.value, gate: gate.value }))
    } catch {
      // Without storage it is asked for again after a reload.
    }
  })
  return { showId, gate }
}
