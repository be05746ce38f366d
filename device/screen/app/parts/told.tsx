// What a screen reader tells: two places that last while all else comes and goes, since of one that is new itself it may say nothing.
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useOnScreen } from '../screen-context.ts';

/** What the elements of this selector say, one sentence after the other. */
export const sentencesIn = (selector: string): string =>
  [...document.querySelectorAll(selector)]
    .flatMap(({ textContent }) => textContent?.trim() || [])
    .map((sentence) => sentence.replace(/\.$/, ''))
    .join('. ');

/** Paragraphs that are marked, and those within what is marked: `politely` waits for what is being said, `at-once` does not. */
const toldIn = (how: 'politely' | 'at-once'): string =>
  sentencesIn(`[data-told="${how}"]:is(p, h1), [data-told="${how}"] p`);

/** Follows what stands there, with each happening: nobody is told what has gone. */
export function Told(): VNode {
  useOnScreen();
  const politely = useRef<HTMLDivElement>(null);
  const atOnce = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    tell(politely.current, toldIn('politely'));
    tell(atOnce.current, toldIn('at-once'));
  });
  return (
    <div class="told">
      <div ref={politely} role="status" aria-live="polite" aria-atomic="true" />
      <div ref={atOnce} role="alert" aria-live="assertive" aria-atomic="true" />
    </div>
  );
}

/** What says the same as before is no news. */
function tell(place: HTMLElement | null, text: string): void {
  if (place && place.textContent !== text) place.textContent = text;
}
