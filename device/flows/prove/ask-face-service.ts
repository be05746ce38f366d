// The national face verification service, through the provider: after our own decision is a match, never instead of it (D-177 to D-182).
import { delayMs } from '../../../hal/index.ts';
import type { GatewayAnswer, ServiceProfile } from '../../../protocol/index.ts';
import { answerOrNone, questionNames } from './ask-provider.ts';
import type { FaceServiceFinding } from './dossier.ts';
import type { Seen } from './look-at-person.ts';
import type { CardText, ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';

export interface Shown {
  readonly text: CardText;
  readonly seen: Seen;
}

interface Asking {
  readonly profile: ServiceProfile;
  readonly parts: ProveParts;
}

type Answer = GatewayAnswer<'face-verification'>;

/** Of the request: base64 of a JPEG. */
const MOST_PORTRAIT_LETTERS = 400_000;

/** Undefined where the profile does not ask for it, or the person did not agree to it. @throws the visit's end */
export async function askFaceService(
  visit: ProveVisit,
  shown: Shown,
  asking: Asking,
): Promise<FaceServiceFinding | undefined> {
  const { faceService: purpose } = asking.profile.steps;
  const { consent, comparison } = visit.dossier;
  if (purpose === 'off' || consent?.choices[purpose] !== true || comparison?.result !== 'match') return undefined;
  visit.advance('to-face-service');
  return await visit.outside('face-service', async () => {
    const portrait = await lettersOf(visit, shown.seen);
    if (portrait === undefined) return { ...notHeard(asking.profile), refusedBecause: 'quality-gate' };
    return await askInTime(visit, { portrait, citizenNumber: shown.text.number.digits }, asking);
  });
}

/** Base64; undefined where it did not pass what is required of it, and is sent to nobody. */
async function lettersOf(
  { dossier: { quality } }: ProveVisit,
  { portrait }: Pick<Seen, 'portrait'>,
): Promise<string | undefined> {
  if (quality.length === 0 || quality.some(({ ok, required }) => required && !ok)) return undefined;
  const jpeg = await portrait();
  const letters = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength).toString('base64');
  return letters.length <= MOST_PORTRAIT_LETTERS ? letters : undefined;
}

const notHeard = ({ limits }: ServiceProfile): FaceServiceFinding => ({
  percent: null,
  limitPercent: limits.faceServicePercent ?? 100,
  refusedBecause: 'not-answered',
  transactionId: 'none',
  tries: 0,
});

/** As often as the policy allows where the service is busy, and never sooner than it says. */
async function askInTime(
  visit: ProveVisit,
  person: { readonly portrait: string; readonly citizenNumber: string },
  { profile, parts }: Asking,
): Promise<FaceServiceFinding> {
  const { gateway, clock, faceServiceRate: rate, random } = parts;
  const { limitMs, tries: mostTries, retryBackoff } = parts.policy.prove.faceService;
  const endsAtMs = clock.monotonicMs() + limitMs;
  let found = notHeard(profile);
  if (!gateway) return found;
  for (let tries = 1; tries <= mostTries; tries += 1) {
    if (!(await isDue(visit, endsAtMs, parts))) return tries === 1 ? { ...found, refusedBecause: 'rate-limit' } : found;
    const body = { ...questionNames(visit, profile, clock), ...person };
    const leftMs = Math.max(1, endsAtMs - clock.monotonicMs());
    const question = { service: 'face-verification', body, key: profile.provider.key, limitMs: leftMs } as const;
    const answer = await answerOrNone(visit, parts, () => gateway.ask(question, visit.signal));
    found = answer ? findingOf(answer, { ...found, tries }) : { ...notHeard(profile), tries };
    if (answer?.refusedBecause !== 'busy') return found;
    // The next visit keeps to it too.
    rate.pause((answer.retryAfterMs ?? 0) + delayMs(tries - 1, retryBackoff, random));
  }
  return found;
}

/** A percentage beside a refusal is none. */
const findingOf = (
  { percent, refusedBecause, transactionId }: Answer,
  asked: FaceServiceFinding,
): FaceServiceFinding => ({
  ...asked,
  percent: refusedBecause === null ? percent : null,
  refusedBecause: refusedBecause ?? (percent === null ? 'no-percentage' : null),
  transactionId,
});

/** Waits for this terminal's turn; false where it would come too late. */
async function isDue(
  { signal }: ProveVisit,
  endsAtMs: number,
  { clock, faceServiceRate }: ProveParts,
): Promise<boolean> {
  for (;;) {
    const waitMs = faceServiceRate.take();
    if (waitMs === 0) return true;
    if (clock.monotonicMs() + waitMs >= endsAtMs) return false;
    await clock.sleep(waitMs, signal);
  }
}
