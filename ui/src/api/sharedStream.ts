// One stream of seat events for all tabs of a browser, and none for a tab that nobody sees. Over
// HTTP/1.1 a browser has six connections to a server: a stream in each tab would leave none for
// anything else. Whoever has the lock streams; tabs of the same show hear it from there, and others
// ask now and then.
import { EventStream, type StreamHandlers } from './eventStream'

const kLock = 'usher-seat-stream'
/** The server speaks every fifteen seconds, and who streams passes it on. */
const kHeardForMs = 20_000
const kAskEveryMs = 5_000
/** So long somebody who streams the same show has time to say so. */
const kFirstAskMs = 1_000

type News = { kind: 'here' } | { kind: 'asks' } | { kind: 'snapshot' | 'seats'; data: unknown } | { kind: 'reload' } | { kind: 'connected'; is: boolean }

export class SharedStream {
  private stream: EventStream | null = null
  private waiting: AbortController | null = null
  private release: (() => void) | null = null
  private channel: BroadcastChannel | null = null
  private asking: ReturnType<typeof setInterval> | undefined
  private firstAsk: ReturnType<typeof setTimeout> | undefined
  private heardAt = 0

  constructor(
    private readonly url: string,
    private readonly handlers: StreamHandlers
  ) {
    document.addEventListener('visibilitychange', this.look)
    this.look()
  }

  close() {
    document.removeEventListener('visibilitychange', this.look)
    this.rest()
  }

  private look = () => {
    if (document.visibilityState === 'hidden') this.rest()
    else if (!this.waiting && !this.stream) this.begin()
  }

  private begin() {
    // Not in pages without https: there every tab that is seen has its own.
    if (!('locks' in navigator) || !('BroadcastChannel' in globalThis)) {
      this.open(this.handlers)
      return
    }
    this.channel = new BroadcastChannel(`${kLock}:${this.url}`)
    this.channel.onmessage = (event: MessageEvent<News>) => this.hear(event.data)
    this.waiting = new AbortController()
    const lead = () => new Promise<void>((release) => {
      this.release = release
      this.lead()
    })
    navigator.locks.request(kLock, { signal: this.waiting.signal }, lead).catch(() => undefined)
    this.channel.postMessage({ kind: 'asks' } satisfies News)
    this.firstAsk = setTimeout(() => this.ask(), kFirstAskMs)
    this.asking = setInterval(() => this.ask(), kAskEveryMs)
  }

  /** Nobody streams this show for us: what is true now is read. */
  private ask() {
    if (this.stream || Date.now() - this.heardAt < kHeardForMs) return
    this.handlers.reload()
    this.handlers.connected(true)
  }

  private rest() {
    this.stream?.close()
    this.stream = null
    clearTimeout(this.firstAsk)
    clearInterval(this.asking)
    this.channel?.close()
    this.channel = null
    this.waiting?.abort()
    this.waiting = null
    this.release?.()
    this.release = null
    this.heardAt = 0
  }

  private lead() {
    clearTimeout(this.firstAsk)
    clearInterval(this.asking)
    const tell = (news: News) => this.channel?.postMessage(news)
    this.open({
      snapshot: (data) => {
        this.handlers.snapshot(data)
        tell({ kind: 'snapshot', data })
      },
      seats: (data) => {
        this.handlers.seats(data)
        tell({ kind: 'seats', data })
      },
      reload: () => {
        this.handlers.reload()
        tell({ kind: 'reload' })
      },
      connected: (is) => {
        this.handlers.connected(is)
        tell({ kind: 'connected', is })
      },
      alive: () => tell({ kind: 'here' })
    })
  }

  private open(handlers: StreamHandlers) {
    this.stream = new EventStream(this.url, handlers)
  }

  private hear(news: News) {
    if (this.stream) {
      if (news.kind === 'asks') this.channel?.postMessage({ kind: 'here' } satisfies News)
      return
    }
    if (news.kind === 'asks') return
    const isNew = this.heardAt === 0
    this.heardAt = news.kind === 'connected' && !news.is ? 0 : Date.now()
    switch (news.kind) {
      case 'snapshot':
      case 'seats':
        this.handlers[news.kind](news.data)
        break
      case 'reload':
        this.handlers.reload()
        break
      case 'connected':
        this.handlers.connected(news.is)
        break
      default:
        // What came before we listened is read; a gap in what follows is noticed by its number.
        if (isNew) this.handlers.reload()
        this.handlers.connected(true)
    }
  }
}
