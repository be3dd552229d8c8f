// The code that opened seats of a show for this buyer, kept as long as the tab.

const keyOf = (showId: string) => `usher-code:${showId}`

export function keptAccessCode(showId: string): string {
  try {
    return sessionStorage.getItem(keyOf(showId)) ?? ''
  } catch {
    return ''
  }
}

/** An empty code forgets it. */
export function keepAccessCode(showId: string, code: string) {
  try {
    if (code) sessionStorage.setItem(keyOf(showId), code)
    else sessionStorage.removeItem(keyOf(showId))
  } catch {
    // Without storage the code lasts as long as the page.
  }
}
