// A reader of badges that types as a keyboard is known by its haste: what it has read is told whole, and its Enter presses nothing.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isCharacter, keyOf } from './key-of.ts';

/** From key to key, ms: slower than readers, faster than hands. */
const HASTE_MS = 50;
/** Fewer may fall under one hand together with Enter. */
const LEAST_IN_HASTE = 3;
/** Without a key for so long, ms, what comes next is another's; a reader that falters before that has not begun anew. */
const REST_MS = 500;
/** Of an HR code that the service takes. */
export const MOST_CHARACTERS = 64;
/** One more than that stands for all that is longer: nobody has it, and it is the beginning of nobody's. */
export const TOO_MANY_CHARACTERS = MOST_CHARACTERS + 1;

/** Characters that came one after the other, without a rest. */
export interface Burst {
  readonly text: string;
  /** How many of them came in haste, up to the last. */
  readonly inHaste: number;
  /** When the last of them came, ms. */
  readonly atMs: number;
}

export const NO_BURST: Burst = { text: '', inHaste: 0, atMs: Number.NEGATIVE_INFINITY };

export const isAfterRest = (beforeMs: number, nowMs: number): boolean => nowMs - beforeMs >= REST_MS;
const isInHaste = ({ atMs }: Burst, nowMs: number): boolean => nowMs - atMs <= HASTE_MS;

export const burstAfter = (burst: Burst, character: string, nowMs: number): Burst => ({
  text: ((isAfterRest(burst.atMs, nowMs) ? '' : burst.text) + character).slice(0, TOO_MANY_CHARACTERS),
  inHaste: isInHaste(burst, nowMs) ? burst.inHaste + 1 : 1,
  atMs: nowMs,
});

/** What was read, where Enter comes now; undefined where a person typed it. */
export const badgeIn = (burst: Burst, nowMs: number): string | undefined =>
  isInHaste(burst, nowMs) && burst.inHaste >= LEAST_IN_HASTE ? burst.text : undefined;

/** Pressed by a reader too; any other key that types nothing is a person's. */
const FOR_CAPITALS = new Set(['Shift', 'CapsLock']);

const NAME = 'badge';

class BadgeEvent extends Event {
  readonly text: string;

  constructor(text: string) {
    super(NAME);
    this.text = text;
  }
}

/** As long as the page is there. */
export function readBadges(page: Document): void {
  let burst = NO_BURST;
  const pressed = (event: KeyboardEvent): void => {
    if (event.repeat) return;
    const key = keyOf(event);
    const text = key === 'Enter' ? badgeIn(burst, event.timeStamp) : undefined;
    if (isCharacter(key)) burst = burstAfter(burst, key, event.timeStamp);
    else if (!FOR_CAPITALS.has(key)) burst = NO_BURST;
    if (text === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    page.dispatchEvent(new BadgeEvent(text));
  };
  // Before anything else hears of it.
  page.addEventListener('keydown', pressed, { capture: true });
}

/** By each badge that is read as long as whoever calls this is there. Where nobody does, nothing comes of it. */
export function useBadge(take: (text: string) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useLayoutEffect(() => {
    const read = (event: Event): void => {
      if (event instanceof BadgeEvent) latest.current(event.text);
    };
    document.addEventListener(NAME, read);
    return () => document.removeEventListener(NAME, read);
  }, []);
}
