// Keys on the canvas. Its cursor is a pointer: arrows move it, Enter presses and releases, so that the
// keyboard draws with the same tools. With seats selected, arrows move those.
import { useI18n } from 'vue-i18n'
import type { ShallowRef } from 'vue'
import type { Editor } from '../engine/editor'
import type { Tool } from '../renderer/tools'
import type { Builder } from './useBuilder'

export const kToolKeys: Record<string, Tool> = {
  v: 'select', q: 'lasso', h: 'pan', s: 'seat', r: 'row', c: 'curve', b: 'block', t: 'roundTable', l: 'longTable', g: 'stage', x: 'text', e: 'rectangle', o: 'ellipse', p: 'polygon', i: 'line', k: 'paint', d: 'erase'
}
const kArrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export function useBuilderKeys(editor: ShallowRef<Editor | null>, builder: Builder, more: { help(): void; save(): void; panel(): void }) {
  const { t } = useI18n()
  const { act } = builder
  let isPressed = false

  function moveCursor(dx: number, dy: number, event: KeyboardEvent) {
    const view = builder.view.value
    if (!view || !editor.value) return
    const { grid, seatSpacing } = editor.value.drawing
    const step = event.altKey ? 1 : event.shiftKey ? seatSpacing : Math.max(1, grid)
    const from = view.cursor ?? rounded(builder.middle(), grid)
    view.cursor = { x: from.x + dx * step, y: from.y + dy * step }
    view.setView(view.camera.including(view.cursor.x, view.cursor.y, 40))
    builder.tools.value?.dragTo(view.cursor, { shift: false, alt: true })
    builder.say(builder.overlay.value.measure ? `${builder.overlay.value.measure.text}. ${t('builder.at', where(view.cursor))}` : t('builder.at', where(view.cursor)))
  }
  function press(event: KeyboardEvent) {
    const [view, tools] = [builder.view.value, builder.tools.value]
    if (!view || !tools || !editor.value) return
    view.cursor ??= rounded(builder.middle(), editor.value.drawing.grid)
    const modifiers = { shift: event.shiftKey, alt: true }
    if (isPressed) {
      isPressed = false
      tools.release(view.cursor, modifiers)
      builder.say(editor.value.selection.isEmpty ? t('builder.released') : t('builder.selected', { n: editor.value.selection.count }, editor.value.selection.count))
    } else {
      isPressed = true
      tools.press(view.cursor, modifiers, null, false)
      builder.say(t('builder.pressed', where(view.cursor)))
    }
  }
  function arrow(event: KeyboardEvent, [dx, dy]: [number, number]) {
    const current = editor.value
    if (!current) return
    if (builder.tool.value === 'pan') builder.tools.value?.panBy(-dx * 60, -dy * 60)
    else if (builder.tool.value === 'select' && !isPressed && !current.selection.isEmpty) {
      const step = event.altKey ? 1 : event.shiftKey ? current.drawing.seatSpacing : Math.max(1, current.drawing.grid)
      act.nudge(dx * step, dy * step)
    } else moveCursor(dx, dy, event)
  }

  function withControl(event: KeyboardEvent): boolean {
    switch (event.key.toLowerCase()) {
      case 'z':
        if (event.shiftKey) act.redo()
        else act.undo()
        return true
      case 'y':
        act.redo()
        return true
      case 'a':
        act.selectAll()
        return true
      case 'c':
        act.copy()
        return true
      case 'x':
        act.cut()
        return true
      case 'v':
        act.paste()
        return true
      case 'd':
        act.duplicate()
        return true
      case 's':
        more.save()
        return true
      case 'i':
        editor.value?.invertSelection()
        return true
      default:
        return false
    }
  }

  function plain(event: KeyboardEvent): boolean {
    const current = editor.value
    if (!current) return false
    switch (event.key) {
      case 'Enter':
        // A line or a polygon ends where its last corner was set.
        if (event.shiftKey && builder.tools.value?.closeShape()) return true
        press(event)
        return true
      case 'Escape':
        isPressed = false
        if (builder.tools.value?.cancel()) return true
        if (!current.selection.isEmpty) current.selectNone()
        else builder.choose('select')
        return true
      case 'Delete':
      case 'Backspace':
        act.remove()
        return true
      case '.':
      case '>':
        current.step(1, event.shiftKey)
        speakSeat()
        return true
      case ',':
      case '<':
        current.step(-1, event.shiftKey)
        speakSeat()
        return true
      case '[':
        current.rotate(event.altKey ? -1 : -15)
        return true
      case ']':
        current.rotate(event.altKey ? 1 : 15)
        return true
      case '+':
      case '=':
        act.zoom(1.3)
        return true
      case '-':
        act.zoom(1 / 1.3)
        return true
      case '0':
        act.fit()
        return true
      case '?':
        more.help()
        return true
      case 'F2':
        more.panel()
        return true
      case 'R':
        act.selectRows()
        return true
      case 'M':
        current.mirror('horizontal')
        return true
    }
    const tool = event.shiftKey ? undefined : kToolKeys[event.key.toLowerCase()]
    if (tool) {
      isPressed = false
      builder.choose(tool)
    }
    return Boolean(tool)
  }

  function speakSeat(): void {
    const current = editor.value
    if (!current) return
    const seats = current.selection.seats()
    if (seats.length !== 1) return void builder.say(t('builder.selected', { n: seats.length }, seats.length))
    const { doc } = current
    const at = doc.place(seats[0])
    const view = builder.view.value
    view?.setView(view.camera.including(at.x, at.y, 60))
    builder.say(t('seat.place', { section: doc.sectionOf(seats[0])?.name ?? '', row: doc.row[seats[0]], number: doc.number[seats[0]] }))
  }

  function onKey(event: KeyboardEvent) {
    const isControl = event.ctrlKey || event.metaKey
    const arrowKey = kArrows[event.key]
    const done = isControl ? withControl(event) : arrowKey ? (arrow(event, arrowKey), true) : plain(event)
    if (!done) return
    event.preventDefault()
    // The page's own keys ("g" goes somewhere) stay away from the canvas.
    event.stopPropagation()
  }
  return { onKey }
}

const where = (point: { x: number; y: number }) => ({ x: Math.round(point.x), y: Math.round(point.y) })
const rounded = (point: { x: number; y: number }, grid: number) => {
  const step = Math.max(1, grid)
  return { x: Math.round(point.x / step) * step, y: Math.round(point.y / step) * step }
}
