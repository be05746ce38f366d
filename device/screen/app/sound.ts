// What is heard: a tone for each answer, and sentences read aloud where somebody asked for it and the system has a voice.
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { sentencesIn } from './parts/told.tsx';
import type { OnScreen } from './screen-context.ts';
import type { Happening } from './state/happening.ts';

/** Hz and ms, one after the other: high and rising for yes, low and falling for no. */
const TONES = {
  yes: [
    [660, 90],
    [990, 140],
  ],
  no: [
    [330, 160],
    [220, 240],
  ],
  look: [[520, 120]],
} as const;

function toneOf(happening: Happening): keyof typeof TONES | undefined {
  if (happening.type === 'answer' || happening.type === 'request-answer') return happening.accepted ? 'yes' : 'no';
  if (happening.type === 'prove-answer') return happening.outcome === 'proved' ? 'yes' : 'no';
  return happening.type === 'lift' || happening.type === 'help' ? 'look' : undefined;
}

/** Silent where the browser lets no page be heard before it was touched. */
export function useChime(): (happening: Happening) => void {
  const speaker = useRef<AudioContext | undefined>(undefined);
  return useCallback((happening) => {
    const tone = toneOf(happening);
    if (!tone) return;
    speaker.current ??= new AudioContext();
    // What cannot be heard now is not to be heard later.
    if (speaker.current.state === 'running') play(tone, speaker.current);
    else void speaker.current.resume().catch(() => undefined);
  }, []);
}

function play(tone: keyof typeof TONES, speaker: AudioContext): void {
  let at = speaker.currentTime;
  for (const [hz, ms] of TONES[tone]) {
    const [wave, volume] = [speaker.createOscillator(), speaker.createGain()];
    wave.frequency.value = hz;
    volume.gain.setValueAtTime(0.2, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + ms / 1000);
    wave.connect(volume).connect(speaker.destination);
    wave.start(at);
    at += ms / 1000;
    wave.stop(at);
  }
}

/** Reads what a screen reader would: the latest sentence that is marked to be told. */
export function useReadAloud({ state: { ease }, language }: OnScreen): void {
  const isAloud = ease?.isAloud ?? false;
  const said = useRef('');
  useEffect(() => {
    if (!('speechSynthesis' in window)) return;
    if (!isAloud) {
      said.current = '';
      speechSynthesis.cancel();
      return;
    }
    const sentence = sentencesIn('[data-aloud]');
    if (sentence === said.current || sentence === '') return;
    said.current = sentence;
    speechSynthesis.cancel();
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.lang = language === 'th' ? 'th-TH' : 'en-GB';
    speechSynthesis.speak(utterance);
  });
}
