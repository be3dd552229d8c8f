// Where this device stands: which show, which gate. It is there again after a reload without the network.
// A link from the pages of staff (/scan?show=…) says which show.
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
  const linked = new URLSearchParams(location.search).get('show')
  if (linked) place.showId = linked
  const showId = ref(place.showId)
  const gate = ref(place.gate)
  function keep() {
    try {
      localStorage.setItem(kKey, JSON.stringify({ showId: showId.value, gate: gate.value }))
    } catch {
      // Without storage it is asked for again after a reload.
    }
  }
  watch([showId, gate], keep)
  // Followed once: who then chooses another show is not sent back by a reload.
  if (linked) {
    keep()
    history.replaceState(history.state, '', location.pathname)
  }
  return { showId, gate }
}
