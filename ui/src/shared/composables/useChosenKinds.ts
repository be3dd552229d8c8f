// As which kind of ticket each seat is wanted: chosen on the chart, bought at checkout.
import { reactive } from 'vue'

const byShow = new Map<string, Record<string, string>>()
const keyOf = (showId: string) => `usher-kinds:${showId}`

function recall(showId: string): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(showId)) ?? '{}') as Record<string, string>
  } catch {
    return {}
  }
}

export function useChosenKinds(showId: () => string) {
  const chosen = () => {
    const known = byShow.get(showId()) ?? reactive(recall(showId()))
    byShow.set(showId(), known)
    return known
  }
  return {
    /** Undefined: the ticket that the chart showed. */
    of: (seatId: string): string | undefined => chosen()[seatId],
    choose(seatId: string, kind: string) {
      chosen()[seatId] = kind
      try {
        sessionStorage.setItem(keyOf(showId()), JSON.stringify(chosen()))
      } catch {
        // Without storage the choice lasts as long as the page; the checkout shows what is bought.
      }
    }
  }
}
