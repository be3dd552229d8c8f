// A map between this page and the server: loaded once, saved by itself a moment after each change, and
// never over somebody else's work: a version that is not the one we know makes a question of it.
import { useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { call, client } from '@/api/client'
import { asProblem, isProblem } from '@/api/problem'
import { queryKeys } from '@/api/queryKeys'
import type { components } from '@/api/schema'
import { checkMap } from '../engine/checks'
import { kNone, type MapDocument } from '../engine/document'
import { Editor } from '../engine/editor'
import { adoptIds, bodyOf, documentFrom, sentFrom, type MapBody, type ServerMap } from '../engine/exchange'
import { differences, merge, type Differences } from '../engine/merge'

export type SaveState = 'saved' | 'dirty' | 'saving' | 'blocked' | 'conflict' | 'failed' | 'review'
export type MapPreview = components['schemas']['SeatMapPreview']

const kSaveAfterMs = 1200
const kRetryMs = 8000

export function useMapStore(id: string, mayEdit: () => boolean) {
  const queries = useQueryClient()
  const editor = shallowRef<Editor | null>(null)
  const loadError = shallowRef<unknown>(null)
  const saveError = shallowRef<unknown>(null)
  const state = ref<SaveState>('saved')
  const theirs = shallowRef<ServerMap | null>(null)
  /** Seats of the venue that are sold or held; then nothing is saved unseen. */
  const inUse = ref(0)
  const savedAt = ref<Date | null>(null)
  let base: ServerMap | null = null
  let baseDocument: MapDocument | null = null
  let savedState = 0
  let timer = 0
  let saving: Promise<boolean> | null = null
  let unlisten = () => {}

  const path = { params: { path: { id } } }
  const read = () => call(client.GET('/api/venues/{id}/seat-map', path)) as unknown as Promise<ServerMap>

  async function load() {
    loadError.value = null
    try {
      take(await read())
      if (mayEdit()) await ask()
    } catch (error) {
      loadError.value = error
    }
  }

  /** Begins anew with what the server has. */
  function take(map: ServerMap) {
    clearTimeout(timer)
    unlisten()
    base = map
    baseDocument = null
    savedState = 0
    const made = new Editor(documentFrom(map))
    unlisten = made.listen((change) => {
      if (change === 'content') touched()
    })
    editor.value = made
    state.value = 'saved'
    saveError.value = null
    theirs.value = null
  }

  /** Whether seats are sold or held decides whether saving asks first. */
  async function ask() {
    inUse.value = (await preview({})).in_use
  }
  const preview = (body: MapBody) => call(client.POST('/api/venues/{id}/seat-map/preview', { ...path, body })) as Promise<MapPreview>

  const isDirty = computed(() => state.value !== 'saved')

  function touched() {
    const current = editor.value
    if (!current || state.value === 'conflict') return
    clearTimeout(timer)
    if (current.history.state === savedState && state.value !== 'saving') {
      state.value = 'saved'
      return
    }
    if (state.value !== 'saving') state.value = inUse.value > 0 ? 'review' : 'dirty'
    if (inUse.value === 0) timer = window.setTimeout(() => void save(), kSaveAfterMs)
  }

  /** True when everything is with the server. */
  async function save(): Promise<boolean> {
    clearTimeout(timer)
    if (saving) await saving
    const current = editor.value
    if (!current || !mayEdit() || !base) return false
    if (current.history.state === savedState) return true
    if (theirs.value) return false
    if (checkMap(current.doc, false).some((fault) => fault.blocks)) {
      state.value = 'blocked'
      return false
    }
    saving = send(current, base.version)
    const done = await saving
    saving = null
    return done
  }

  async function send(current: Editor, version: number): Promise<boolean> {
    state.value = 'saving'
    const sent = sentFrom(current.doc)
    const sentState = current.history.state
    try {
      const saved = (await call(client.POST('/api/venues/{id}/seat-map', { params: { path: { id }, header: { 'If-Match': `"${version}"` } }, body: bodyOf(current.doc, version) }))) as unknown as ServerMap
      adoptIds(current.doc, sent, saved)
      base = saved
      baseDocument = null
      savedState = sentState
      saveError.value = null
      savedAt.value = new Date()
      state.value = 'saved'
      void queries.invalidateQueries({ queryKey: queryKeys.venue(id) })
      void queries.invalidateQueries({ queryKey: queryKeys.venueSeatMap(id) })
      void queries.invalidateQueries({ queryKey: queryKeys.venues })
      // What was changed meanwhile is saved next.
      if (current.history.state !== savedState) touched()
      return current.history.state === savedState
    } catch (error) {
      await refused(error)
      return false
    }
  }

  async function refused(error: unknown) {
    saveError.value = error
    if (isProblem(error, 'version_conflict')) {
      state.value = 'conflict'
      try {
        theirs.value = await read()
      } catch {
        state.value = 'failed'
      }
    } else if (isProblem(error, 'seat_in_use', 'duplicate_seat', 'seat_label_taken', 'too_many_places')) {
      state.value = 'blocked'
    } else {
      state.value = 'failed'
      if (asProblem(error).status === 0 || asProblem(error).status >= 500) timer = window.setTimeout(() => void save(), kRetryMs)
    }
  }

  function baseDoc(): MapDocument | null {
    if (!baseDocument && base) baseDocument = documentFrom(base)
    return baseDocument
  }

  // ---- the three ways out of a conflict ----

  async function keepMine() {
    if (!theirs.value) return
    base = theirs.value
    baseDocument = null
    theirs.value = null
    state.value = 'dirty'
    savedState = kNone
    await save()
  }
  function takeTheirs() {
    if (theirs.value) take(theirs.value)
  }
  /** Both people's changes; where both changed one seat, ours stays. Answers how many those are. */
  async function keepBoth(): Promise<number> {
    const current = editor.value
    const before = baseDoc()
    if (!current || !before || !theirs.value) return 0
    const result = merge(before, current.doc, documentFrom(theirs.value))
    base = theirs.value
    baseDocument = null
    theirs.value = null
    savedState = kNone
    state.value = 'dirty'
    current.run('merge', result.patches)
    await save()
    return result.clashes
  }

  /** From what the server has to what is here: before a map with sold seats is saved. */
  function ownDifferences(): Differences | null {
    const before = baseDoc()
    return before && editor.value ? differences(before, editor.value.doc) : null
  }
  /** From ours to theirs, while there is a conflict. */
  function conflictDifferences(): Differences | null {
    return theirs.value && editor.value ? differences(editor.value.doc, documentFrom(theirs.value)) : null
  }
  async function review(): Promise<MapPreview | null> {
    const current = editor.value
    if (!current || !base) return null
    if (checkMap(current.doc, false).some((fault) => fault.blocks)) {
      state.value = 'blocked'
      return null
    }
    try {
      return await preview(bodyOf(current.doc, base.version))
    } catch (error) {
      await refused(error)
      return null
    }
  }
  /** Brings seats back that must not go: those that the server names by their ids. */
  function putBack(ids: readonly string[]) {
    const current = editor.value
    if (!current) return
    const wanted = new Set(ids)
    const slots: number[] = []
    for (let seat = 0; seat < current.doc.count; seat++) if (!current.doc.alive[seat] && wanted.has(current.doc.id[seat])) slots.push(seat)
    current.run('putBack', [{ kind: 'alive', seats: Uint32Array.from(slots), value: 1 }])
    current.select(slots)
  }

  function warnBeforeUnload(event: BeforeUnloadEvent) {
    if (isDirty.value) event.preventDefault()
  }
  window.addEventListener('beforeunload', warnBeforeUnload)
  onScopeDispose(() => {
    clearTimeout(timer)
    unlisten()
    window.removeEventListener('beforeunload', warnBeforeUnload)
  })

  return { editor, loadError, saveError, state, isDirty, inUse, savedAt, theirs, load, save, review, putBack, keepMine, takeTheirs, keepBoth, ownDifferences, conflictDifferences, reload: load }
}
