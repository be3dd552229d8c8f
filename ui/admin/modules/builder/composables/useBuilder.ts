// The editor on the page: its view, the tool in hand, and what the panels read. Seats are never
// reactive; `revision` grows with every change, and what depends on it is computed anew.
import { computed, onScopeDispose, ref, shallowRef, watch, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useTheme } from '@/shared/composables/useTheme'
import { checkMap, type Fault } from '../engine/checks'
import { copy, duplicate, mirrorCopy, paste, type Clip, type NewNames } from '../engine/creation'
import { contentBounds, type Point } from '../engine/document'
import type { Editor } from '../engine/editor'
import { handlesOf, type Handle } from '../renderer/handles'
import { MapView, type ColorBy } from '../renderer/mapView'
import { kEmptyOverlay, Tools, type Overlay, type Tool } from '../renderer/tools'

const kCheckAfterMs = 350

export function useBuilder(editor: ShallowRef<Editor | null>) {
  const { t } = useI18n()
  const { isDark } = useTheme()
  const revision = ref(0)
  const selectionRevision = ref(0)
  const viewRevision = ref(0)
  const tool = ref<Tool>('select')
  const overlay = shallowRef<Overlay>(kEmptyOverlay)
  const faults = shallowRef<Fault[]>([])
  const colorBy = ref<ColorBy>('zone')
  const spoken = ref('')
  /** Grows with each text that was put down and has no words of its own yet. */
  const textsToWrite = ref(0)
  const view = shallowRef<MapView | null>(null)
  const tools = shallowRef<Tools | null>(null)
  let clip: Clip | null = null
  let pastes = 0
  let unlisten = () => {}
  let checkTimer = 0

  const names = (): NewNames => ({ section: t('builder.newSection'), table: t('builder.newTable'), stage: t('builder.newStage') })
  const say = (text: string) => (spoken.value = spoken.value === text ? `${text}\u00a0` : text)

  function attach(canvas: HTMLCanvasElement) {
    detach()
    const current = editor.value
    if (!current) return
    const made = new MapView(canvas, current, isDark.value, () => viewRevision.value++)
    made.colorBy = colorBy.value
    view.value = made
    tools.value = new Tools(current, made, names, (next) => (overlay.value = next), (key, values) => t(key, values, Number(values.n ?? 1)))
    tools.value.choose(tool.value)
    tools.value.madeThing = thingMade
    unlisten = current.listen((change) => {
      if (change === 'content') {
        made.contentChanged()
        revision.value++
        scheduleChecks()
      }
      if (change !== 'live') selectionRevision.value++
      if (change === 'live') viewRevision.value++
      made.request()
    })
    scheduleChecks()
    revision.value++
    selectionRevision.value++
    void document.fonts?.ready.then(() => made.setDark(isDark.value))
  }
  function detach() {
    unlisten()
    clearTimeout(checkTimer)
    view.value?.destroy()
    view.value = null
    tools.value = null
  }
  onScopeDispose(detach)
  watch(isDark, (dark) => view.value?.setDark(dark))
  watch(colorBy, (by) => {
    if (!view.value) return
    view.value.colorBy = by
    view.value.contentChanged()
  })

  function scheduleChecks() {
    clearTimeout(checkTimer)
    checkTimer = window.setTimeout(() => {
      if (!editor.value) return
      faults.value = checkMap(editor.value.doc)
      if (view.value) {
        view.value.marked = new Set(faults.value.filter((fault) => fault.blocks || fault.kind === 'overlap').flatMap((fault) => [...fault.seats.subarray(0, 1000)]))
        view.value.request()
      }
    }, kCheckAfterMs)
  }

  /** There is one stage; a text wants to be written at once. */
  function thingMade(by: Tool) {
    if (by !== 'stage' && by !== 'text') return
    choose('select')
    if (by === 'text') textsToWrite.value++
  }

  const showColors = (by: ColorBy) => (colorBy.value = by)

  function choose(next: Tool) {
    tool.value = next
    tools.value?.choose(next)
    if (view.value) view.value.hover = -1
    say(t('builder.toolChosen', { tool: t(`builder.tools.${next}`) }))
  }

  /** While something is dragged the box and its handles stay away. */
  const handles = computed<Handle[]>(() => {
    void selectionRevision.value
    void viewRevision.value
    const [current, shown] = [editor.value, view.value]
    if (!current || !shown || tool.value !== 'select' || current.selection.isEmpty) return []
    return handlesOf(current, 1 / shown.view.scale)
  })
  const box = computed(() => {
    void selectionRevision.value
    void viewRevision.value
    return editor.value && !editor.value.selection.isEmpty ? editor.value.bounds() : null
  })
  const selected = computed(() => {
    void selectionRevision.value
    void revision.value
    const current = editor.value
    return { seats: current?.selection.count ?? 0, things: current?.selection.things.size ?? 0 }
  })

  function jumpTo(fault: Fault) {
    const current = editor.value
    if (!current || fault.seats.length === 0) return
    choose('select')
    current.select(fault.seats)
    const bounds = contentBounds(current.doc, fault.seats, [])
    if (bounds) view.value?.show(bounds)
    say(t('builder.selected', { n: fault.seats.length }, fault.seats.length))
  }

  /** What stands on one side of the stage's middle has its other half on the other side; else a copy goes beside it. */
  function axisOfHouse(current: Editor): Point | null {
    const stage = current.doc.objects.find((thing) => thing.kind === 'stage')
    const bounds = current.bounds()
    return stage && bounds && !current.selection.things.has(stage.key) && (bounds.x1 < stage.x || bounds.x0 > stage.x) ? stage : null
  }

  // ---- what keys and buttons share ----

  const act = {
    undo() {
      const label = editor.value?.undo()
      say(label ? t('builder.undone', { what: t(`builder.steps.${label}`) }) : t('builder.nothingToUndo'))
    },
    redo() {
      const label = editor.value?.redo()
      say(label ? t('builder.redone', { what: t(`builder.steps.${label}`) }) : t('builder.nothingToRedo'))
    },
    remove() {
      const n = editor.value?.selection.count ?? 0
      editor.value?.remove()
      say(t('builder.removed', { n }, n))
    },
    copy() {
      if (!editor.value) return
      clip = copy(editor.value) ?? clip
      pastes = 0
      say(t('builder.copied', { n: selected.value.seats }, selected.value.seats))
    },
    cut() {
      act.copy()
      editor.value?.remove()
    },
    paste() {
      const current = editor.value
      if (!current || !clip) return
      pastes++
      const by = current.drawing.rowSpacing * pastes
      paste(current, clip, 0, by, names())
      say(t('builder.pasted', { n: current.selection.count }, current.selection.count))
    },
    duplicate() {
      const current = editor.value
      const bounds = current?.bounds()
      if (!current || !bounds) return
      duplicate(current, 0, bounds.y1 - bounds.y0 + current.drawing.rowSpacing, names())
      say(t('builder.pasted', { n: current.selection.count }, current.selection.count))
    },
    mirrorCopy(axis: 'horizontal' | 'vertical') {
      if (!editor.value) return
      mirrorCopy(editor.value, axis, axisOfHouse(editor.value), names())
      say(t('builder.pasted', { n: editor.value.selection.count }, editor.value.selection.count))
    },
    selectAll() {
      editor.value?.selectAll()
      say(t('builder.selected', { n: selected.value.seats }, selected.value.seats))
    },
    selectRows() {
      editor.value?.selectRows()
      say(t('builder.selected', { n: selected.value.seats }, selected.value.seats))
    },
    zoom(factor: number) {
      const shown = view.value
      if (!shown) return
      const { width, height } = shown.camera.size
      shown.setView(shown.camera.zoomed(factor, width / 2, height / 2))
    },
    fit: () => view.value?.fit(),
    nudge(dx: number, dy: number) {
      editor.value?.move(dx, dy)
      const bounds = editor.value?.bounds()
      if (bounds) say(t('builder.at', { x: Math.round((bounds.x0 + bounds.x1) / 2), y: Math.round((bounds.y0 + bounds.y1) / 2) }))
    }
  }

  /** The middle of what is seen: where a form puts what it makes. */
  function middle(): Point {
    const shown = view.value
    if (!shown) return { x: 0, y: 0 }
    const { width, height } = shown.camera.size
    return shown.camera.toMap(width / 2, height / 2)
  }

  return { revision, selectionRevision, viewRevision, tool, overlay, faults, colorBy, showColors, spoken, textsToWrite, view, tools, handles, box, selected, attach, detach, choose, jumpTo, act, say, names, middle }
}
export type Builder = ReturnType<typeof useBuilder>
