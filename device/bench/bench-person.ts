// A person made of image files: puts a finger on the virtual glass, waits for the answer, lifts it.

import type { VirtualZfmModule } from '../../hal/index.ts';
import { Deadline, type FingerPosition, type OutcomeCode } from '../../protocol/index.ts';
import type { ClockAnswer } from '../flows/clock/clock-answer.ts';
import type { Enrollee, Placement } from '../flows/enrol/enrol-parts.ts';
import { nextAnswer } from '../flows/front-desk.ts';
import { readGrayImage } from '../images/read-gray-image.ts';
import type { KioskParts } from '../kiosk/kiosk.ts';

/** How long a person keeps a finger on a terminal that does not react. */
const PATIENCE_MS = 8000;
/** A sensor that is away is noticed at once by whoever looks at the screen. */
const GIVE_UP_MS = 2000;

class NobodyAnswers extends Error {}

export interface BenchTouch {
  readonly image: string;
  readonly dpi: number;
}

/**
 * One clock visit. Undefined where the terminal noticed no finger: its sensor is away or silent.
 * @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE
 */
export async function clockWith(
  { image, dpi }: BenchTouch,
  module: VirtualZfmModule,
  { desk, sensor }: Pick<KioskParts, 'desk' | 'sensor'>,
  signal: AbortSignal,
): Promise<ClockAnswer | undefined> {
  const picture = await readGrayImage(image, dpi);
  const limitMs = sensor.state === 'ready' ? PATIENCE_MS : GIVE_UP_MS;
  using patience = new Deadline(signal, limitMs, () => new NobodyAnswers());
  try {
    // The glass of the one before must have been seen free, as it is when people take turns.
    await desk.whenReady(patience.signal);
    const answer = nextAnswer(desk.answers, patience.signal);
    module.present(picture);
    return await answer;
  } catch (reason) {
    if (!(reason instanceof NobodyAnswers)) throw reason;
    return undefined;
  } finally {
    module.lift();
  }
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
