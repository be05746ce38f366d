// A person made of image files: puts a finger on the virtual glass, waits for the answer, lifts it.

import type { VirtualZfmModule } from '../../hal/index.ts';
import {
  abortable,
  Deadline,
  type FingerPosition,
  type KioskEvent,
  type Listenable,
  type OutcomeCode,
} from '../../protocol/index.ts';
import { POLICY } from '../config/index.ts';
import type { ClockAnswer } from '../flows/clock/clock-answer.ts';
import type { Enrollee, Placement } from '../flows/enrol/enrol-parts.ts';
import { nextAnswer } from '../flows/front-desk.ts';
import { readGrayImage } from '../images/read-gray-image.ts';
import type { KioskParts } from '../kiosk/kiosk.ts';
import { longestVisitMs } from '../kiosk/visit-limits.ts';

/** How long a person keeps a finger on a terminal that does not react. One that reacts is waited for until it answers. */
const NOTICE_MS = 8000;
/** A sensor that is away is noticed at once by whoever looks at the screen. */
const GIVE_UP_MS = 2000;

class NobodyAnswers extends Error {}

export interface BenchTouch {
  readonly image: string;
  readonly dpi: number;
}

interface VisitedParts {
  readonly desk: Pick<KioskParts['desk'], 'whenReady' | 'answers'>;
  readonly sensor: Pick<KioskParts['sensor'], 'state'>;
  readonly events: Listenable<KioskEvent>;
}

interface VisitPatience {
  readonly noticeMs?: number;
  readonly visitMs?: number;
}

/**
 * One clock visit. Undefined where the terminal noticed no finger: its sensor is away or silent.
 * @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE
 */
export async function clockWith(
  { image, dpi }: BenchTouch,
  module: Pick<VirtualZfmModule, 'present' | 'lift'>,
  { desk, sensor, events }: VisitedParts,
  signal: AbortSignal,
  { noticeMs = NOTICE_MS, visitMs = longestVisitMs(POLICY) }: VisitPatience = {},
): Promise<ClockAnswer | undefined> {
  const picture = await readGrayImage(image, dpi);
  const limitMs = sensor.state === 'ready' ? noticeMs : GIVE_UP_MS;
  using notice = new Deadline(signal, limitMs, () => new NobodyAnswers());
  const watched = new AbortController();
  try {
    // The glass of the one before must have been seen free, as it is when people take turns.
    await desk.whenReady(notice.signal);
    const answer = nextAnswer(desk.answers, watched.signal);
    answer.catch(() => undefined);
    const noticed = nextTouch(events, watched.signal);
    module.present(picture);
    await abortable(noticed, notice.signal);
    // From here on the visit ends by its own limits: how long it takes is the bus's affair.
    using visit = new Deadline(signal, visitMs, () => new NobodyAnswers());
    return await abortable(answer, visit.signal);
  } catch (reason) {
    if (!(reason instanceof NobodyAnswers)) throw reason;
    return undefined;
  } finally {
    module.lift();
    watched.abort(new NobodyAnswers());
  }
}

async function nextTouch(events: VisitedParts['events'], signal: AbortSignal): Promise<void> {
  let stop = (): void => undefined;
  const touched = new Promise<void>((resolve) => {
    stop = events.listen(({ type }) => type === 'touch' && resolve());
  });
  await abortable(touched, signal).finally(stop);
}

type FingerImages = ReadonlyMap<FingerPosition, readonly string[]>;

/** Gives the images of each finger one after another; the one after the wanted impressions is the verification touch. */
export class BenchEnrollee implements Enrollee {
  readonly #module: VirtualZfmModule;
  readonly #images: FingerImages;
  readonly #dpi: number;
  readonly #impressions: number;
  readonly #given = new Map<FingerPosition, number>();
  /** What the terminal complained of, finger by finger. */
  readonly complaints: { readonly finger: FingerPosition; readonly code: OutcomeCode }[] = [];

  constructor(module: VirtualZfmModule, options: { images: FingerImages; dpi: number; impressions: number }) {
    this.#module = module;
    this.#images = options.images;
    this.#dpi = options.dpi;
    this.#impressions = options.impressions;
  }

  async place({ finger, verification }: Placement): Promise<boolean> {
    const images = this.#images.get(finger) ?? [];
    const given = verification ? this.#impressions : (this.#given.get(finger) ?? 0);
    const path = images[given];
    // What is meant for the verification is not given away before it.
    if (path === undefined || (!verification && given >= this.#impressions)) return false;
    this.#given.set(finger, given + 1);
    this.#module.present(await readGrayImage(path, this.#dpi));
    return true;
  }

  async lift(): Promise<void> {
    this.#module.lift();
  }

  told(step: { readonly finger: FingerPosition; readonly code: OutcomeCode }): void {
    this.complaints.push(step);
  }
}
