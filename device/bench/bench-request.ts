// A person made of image files who asks about their own data: shows a finger when the screen says so.
import type { VirtualZfmModule } from '../../hal/index.ts';
import { abortable, Deadline, type KioskEvent } from '../../protocol/index.ts';
import { LOAN_MS } from '../flows/requests/finger-proof.ts';
import { readGrayImage } from '../images/read-gray-image.ts';
import type { KioskParts } from '../kiosk/kiosk.ts';
import type { BenchTouch } from './bench-person.ts';

type Step = Extract<KioskEvent, { type: 'request' }>['step'];
type Answer = Extract<KioskEvent, { type: 'request-answer' }>;

/** What came of it; undefined where they went. @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE */
export async function showFor(
  { image, dpi }: BenchTouch,
  module: Pick<VirtualZfmModule, 'present' | 'lift'>,
  { events }: Pick<KioskParts, 'events'>,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const picture = await readGrayImage(image, dpi);
  // The desk answers by then, whatever comes of it.
  using limit = new Deadline(signal, LOAN_MS * 2, () => new Error('a request was never answered'));
  let stop = (): void => undefined;
  const answered = new Promise<Answer | undefined>((resolve) => {
    stop = events.listen((event) => {
      if (event.type === 'request-answer') resolve(event);
      if (event.type === 'request-over') resolve(undefined);
      if (event.type === 'request')
        follow(
          event.step,
          () => module.present(picture),
          () => module.lift(),
        );
    });
  });
  module.present(picture);
  try {
    return await abortable(answered, limit.signal);
  } finally {
    stop();
    module.lift();
  }
}

/** As the screen says. */
function follow(step: Step, place: () => void, lift: () => void): void {
  if (step === 'place') place();
  // Whoever is asked whether they mean it has lifted it by then.
  if (step === 'lift' || step === 'confirm') lift();
}

export const requestAnswer = (answer: Answer | undefined): object => ({
  outcome: answer?.accepted ? 'accepted' : 'refused',
  reason: answer?.reason ?? null,
  request: answer?.request ?? null,
  reference: answer?.reference ?? null,
});
