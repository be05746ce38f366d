// Judges a set of labelled prints as one sensor after the other would have: ring, texture and rules; without frames.
import type { FingerTemplate } from '../../../../protocol/computing.ts';
import { ManualClock } from '../../../../protocol/computing.ts';
import { decide } from '../decide.ts';
import { ReplayRing } from '../replay/replay-ring.ts';
import type { TextureFinding } from '../texture/texture-pad.ts';
import { BONA_FIDE } from '../texture/train-texture-model.ts';
import type { PadResult } from '../types.ts';
import type { JudgedPresentation } from './pad-rates.ts';

export interface LabelledPrint {
  /** Unique within the set. */
  readonly name: string;
  readonly class: string;
  /** Who touched what: impressions of one finger on one sensor are presented one after the other. */
  readonly finger: string;
  /** Name of the print that an attack is a copy of, which the sensor has seen before it. */
  readonly after?: string;
  readonly template: FingerTemplate;
  readonly texture: TextureFinding;
}

export type JudgedPrint = JudgedPresentation & Pick<PadResult, 'score'> & { readonly name: string };

/** In the order of the prints. */
export async function judgeSet(prints: readonly LabelledPrint[]): Promise<readonly JudgedPrint[]> {
  const named = new Map(prints.map((print) => [print.name, print]));
  const judged: JudgedPrint[] = [];
  await using live = new RingOfFinger();
  for (const print of prints) {
    if (print.class === BONA_FIDE)
      judged.push(judge(print, live.ringFor(print.finger).isCopyOfEarlier(print.template)));
    else judged.push(judge(print, await isCopyAfter(print, named.get(print.after ?? ''))));
  }
  return judged;
}

/** A ring for each finger, kept while prints of that finger follow each other: what it must never refuse. */
class RingOfFinger implements AsyncDisposable {
  readonly #rings = new Map<string, ReplayRing>();

  ringFor(finger: string): ReplayRing {
    const ring = this.#rings.get(finger) ?? new ReplayRing({ clock: new ManualClock(), maxImpressions: MOST_TOUCHES });
    this.#rings.set(finger, ring);
    return ring;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const ring of this.#rings.values()) await ring[Symbol.asyncDispose]();
  }
}

const MOST_TOUCHES = 16;

async function isCopyAfter(attack: LabelledPrint, original: LabelledPrint | undefined): Promise<boolean> {
  if (!original) return false;
  await using ring = new ReplayRing({ clock: new ManualClock(), maxImpressions: MOST_TOUCHES });
  ring.isCopyOfEarlier(original.template);
  return ring.isCopyOfEarlier(attack.template);
}

function judge({ name, class: label, texture }: LabelledPrint, isCopy: boolean): JudgedPrint {
  const result = decide({ isCopy, lift: 'unknown', sequence: 'not-assessed', sensor: 'unknown', texture });
  return { name, class: label, ...result };
}
