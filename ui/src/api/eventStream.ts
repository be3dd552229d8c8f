// Server-sent events of one show's seats: opens, resumes by Last-Event-ID, and starts again by itself
// when the connection dies or falls silent. What the events mean is decided by `seatSequence.ts`.

export interface StreamHandlers {
  snapshot(data: unknown): void
  seats(data: unknown): void
  /** The server asks to read everything again, or the connection was new without an id to resume. */
  reload(): void
  connected(isConnected: boolean): void
  /** The connection was heard of. */
  alive?(): void
}

/** The server speaks every fifteen seconds. */
const kSilenceMs = 40_000
const kFirstRetryMs = 1_000
const kLastRetryMs = 30_000

export class EventStream {
  private source: EventSource | null = null
  private retryMs = kFirstRetryMs
  private timer: ReturnType<typeof setTimeout> | undefined
  private silence: ReturnType<typeof setTimeout> | undefined
  private closed = false
  private hasPings = false

  constructor(
    private readonly url: string,
    private readonly handlers: StreamHandlers
  ) {
    this.open()
    document.addEventListener('visibilitychange', this.wake)
  }

  close() {
    this.closed = true
    document.removeEventListener('visibilitychange', this.wake)
    this.stop()
  }

  private open() {
    const source = new EventSource(this.url)
    this.source = source
    source.onopen = () => {
      this.retryMs = kFirstRetryMs
      this.handlers.connected(true)
      this.heard()
    }
    source.onerror = () => {
      this.handlers.connected(false)
      // The browser reconnects by itself, with Last-Event-ID; only a refusal ends the source.
      if (source.readyState === EventSource.CLOSED) this.restart()
    }
    this.on(source, 'snapshot', (data) => this.handlers.snapshot(data))
    this.on(source, 'seats', (data) => this.handlers.seats(data))
    this.on(source, 'reload', () => this.handlers.reload())
    source.addEventListener('ping', () => {
      this.hasPings = true
      this.heard()
      this.handlers.alive?.()
    })
  }

  private on(source: EventSource, name: string, apply: (data: unknown) => void) {
    source.addEventListener(name, (event) => {
      this.heard()
      const text = (event as MessageEvent<string>).data
      try {
        apply(text ? JSON.parse(text) : null)
      } catch {
        this.handlers.reload()
      }
    })
  }

  /** Silence means a dead connection only where the server is known to speak regularly. */
  private heard() {
    if (!this.hasPings) return
    clearTimeout(this.silence)
    this.silence = setTimeout(() => this.restart(), kSilenceMs)
  }

  /** A phone that slept may hold a dead connection that still looks open. */
  private wake = () => {
    if (document.visibilityState === 'visible' && this.source?.readyState !== EventSource.OPEN) this.restart(0)
  }

  private restart(delayMs = this.retryMs) {
    if (this.closed) return
    this.stop()
    this.handlers.connected(false)
    this.timer = setTimeout(() => this.open(), delayMs)
    this.retryMs = Math.min(kLastRetryMs, this.retryMs * 2)
  }

  private stop() {
    clearTimeout(this.timer)
    clearTimeout(this.silence)
    this.source?.close()
    this.source = null
  }
}
