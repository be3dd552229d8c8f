// What the door hears and feels: one bright tone for welcome, two low ones for no.
import { ref } from 'vue'

const kYes = [{ hz: 880, at: 0, s: 0.09 }, { hz: 1320, at: 0.09, s: 0.14 }]
const kNo = [{ hz: 220, at: 0, s: 0.2 }, { hz: 196, at: 0.26, s: 0.3 }]
const kVolume = 0.25

export function useSignals() {
  const isOn = ref(true)
  let audio: AudioContext | null = null

  function signal(isWelcome: boolean) {
    navigator.vibrate?.(isWelcome ? 60 : [140, 80, 140])
    if (!isOn.value) return
    audio ??= new AudioContext()
    for (const tone of isWelcome ? kYes : kNo) {
      const oscillator = audio.createOscillator()
      const gain = audio.createGain()
      const from = audio.currentTime + tone.at
      oscillator.type = isWelcome ? 'sine' : 'square'
      oscillator.frequency.value = tone.hz
      gain.gain.setValueAtTime(kVolume, from)
      gain.gain.exponentialRampToValueAtTime(0.001, from + tone.s)
      oscillator.connect(gain).connect(audio.destination)
      oscillator.start(from)
      oscillator.stop(from + tone.s)
    }
  }
  return { isOn, signal }
}
