// Who comes to a terminal that is broken again and again: people who are enrolled, some who will be, some whom the fleet sends, and strangers.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { synthesise } from '../commands/finger/synthesise.ts';

const FINGERS = 17;
/** From the beginning; the others are enrolled on the way, but for the strangers. */
export const ENROLLED_AT_FIRST = 4;
const STRANGERS = 3;
/** Whom the fleet sends, and takes away again. */
const SENT = 3;
const ENROLLED_BY = 3;
const IMPRESSIONS = 7;
const SEED = 41;
const WINDOW = { widthPx: 300, heightPx: 340 };

export interface Fingertip {
  /** Their code, or null of somebody whom the terminal must never know. */
  readonly owner: string | null;
  /** Where, if anywhere: at the terminal, or afar. */
  readonly enrolledBy: 'bench' | 'fleet' | 'nobody';
  /** Files to be enrolled by. */
  readonly enrolment: readonly string[];
  /** Other files, of other touches. */
  readonly touches: readonly string[];
}

/** Drawn once, whole or not at all: the second ordeal in a folder finds them there. */
export async function castIn(folder: string, signal: AbortSignal): Promise<readonly Fingertip[]> {
  const prints = join(folder, 'prints');
  if (!existsSync(prints)) await draw(prints, signal);
  return Array.from({ length: FINGERS }, (_, finger) => {
    const files = Array.from({ length: IMPRESSIONS }, (_, n) => join(prints, `${finger + 1}_${n + 1}.png`));
    return { ...whoseIs(finger), enrolment: files.slice(0, ENROLLED_BY), touches: files.slice(ENROLLED_BY) };
  });
}

function whoseIs(finger: number): Pick<Fingertip, 'owner' | 'enrolledBy'> {
  if (finger >= FINGERS - SENT) return { owner: `F${finger}`, enrolledBy: 'fleet' };
  if (finger >= FINGERS - SENT - STRANGERS) return { owner: null, enrolledBy: 'nobody' };
  return { owner: `P${finger}`, enrolledBy: 'bench' };
}

async function draw(prints: string, signal: AbortSignal): Promise<void> {
  const draft = `${prints}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const what = { directory: draft, fingers: FINGERS, impressions: IMPRESSIONS, seed: SEED, dpi: 500, ...WINDOW };
  await synthesise(what, { progress: () => undefined, signal });
  await rename(draft, prints);
}
