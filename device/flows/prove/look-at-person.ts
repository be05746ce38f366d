// The person before the camera while the card's photo is read: neutral frames first, then the challenge, in one face track.
import { createHash } from 'node:crypto';
import type { FrameStream } from '../../../hal/index.ts';
import type { FaceTemplate } from '../../../models/index.ts';
import type { OutcomeCode, ServiceProfile } from '../../../protocol/index.ts';
import { FaceLook, type FrameTrace, type LookingVisit } from '../face/index.ts';
import { VisitEnd } from '../visit-end.ts';
import { type Portrait, portraitOf } from './portrait.ts';
import type { ConnectedCard, ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';
import { readValue } from './read-card.ts';

export interface Seen {
  readonly reference: FaceTemplate;
  readonly neutral: FaceTemplate;
  /** The picture that evidence may show. */
  readonly portrait: Portrait;
  readonly burst: readonly FrameTrace[];
  /** All frames of the visit in order. */
  readonly course: readonly FrameTrace[];
  readonly likeness: readonly number[];
}

interface Looking {
  readonly profile: ServiceProfile;
  readonly parts: ProveParts;
}

/** @throws VisitEnd of the card, the camera, the face and the challenge; the session's */
export async function lookAtPerson(
  visit: ProveVisit,
  { card, camera }: { readonly card: ConnectedCard; readonly camera: Promise<FrameStream> },
  { profile, parts }: Looking,
): Promise<Seen> {
  const { signal, holdings, dossier } = visit;
  const stream = await visit.stage('camera-open', 'camera-lost', () => camera);
  const { captureMs } = parts.policy.prove;
  const of = { stream, holdings, signal, captureMs, challenges: profile.challenges };
  const look = new FaceLook(of, lookingVisit(visit, parts), parts);
  visit.session.awaitPerson();
  const { taken, since, beside } = await look.frontal((until) => readReference(visit, card, { parts, signal: until }));
  dossier.presenceGaps = look.gaps;
  dossier.frames += since.length;
  visit.readyAtMs = Math.max(beside.atMs, taken.firstAtMs);
  visit.advance('neutral-taken');
  const portrait = portraitOf(taken.best[0], visit, parts.faces);
  const { neutral, traces, likeness } = await look.moving(taken, async () => {
    if (profile.sample !== 'none') await visit.stage('portrait', 'device-fault', () => portrait());
  });
  dossier.frames += traces.length;
  visit.advance('challenge-over');
  const course = [...taken.traces, ...since, ...traces];
  return { reference: beside.template, neutral, portrait, burst: taken.traces, course, likeness };
}

/** Whose fault it is where a stage of the look fails. */
const LOST = { capture: 'camera-lost', embed: 'device-fault', challenge: 'camera-lost' } as const satisfies Record<
  string,
  OutcomeCode
>;

function lookingVisit(visit: ProveVisit, { clock, tell }: ProveParts): LookingVisit {
  const { number, session, dossier } = visit;
  return {
    stage: (name, work, signal) => visit.stage(name, LOST[name], work, signal),
    guide: (guidance, held, needed) => tell({ type: 'prove-guide', visit: number, guidance, held, needed }),
    ask: (instruction) => tell({ type: 'prove-challenge', visit: number, ...instruction }),
    // Whoever is not before the camera for the idle time is not there any more (D-113).
    onFace: () => session.awaitPerson(),
    onTaken: ({ firstAtMs, traces, best: [best] }) => {
      session.rest();
      dossier.captureStartMs = clock.nowMs() - (clock.monotonicMs() - firstAtMs);
      dossier.frames = traces.length;
      dossier.quality = best.quality;
    },
    onMoved: (challenge) => {
      visit.challengeMs = challenge.ms;
      dossier.challenge = challenge;
    },
  };
}

async function readReference(
  visit: ProveVisit,
  card: ConnectedCard,
  { parts, signal }: { readonly parts: ProveParts; readonly signal: AbortSignal },
): Promise<{ readonly template: FaceTemplate; readonly atMs: number }> {
  const reading = await visit.stage('card-photo', 'reader-lost', (until) => card.readPhoto(until), signal);
  const jpeg = visit.holdings.keep(readValue(reading), (bytes) => [bytes]).reveal();
  const atMs = parts.clock.monotonicMs();
  visit.dossier.referenceHash = createHash('sha256').update(jpeg).digest('hex');
  const template = await visit.stage(
    'reference',
    'device-fault',
    (until) => parts.faces.reference(jpeg, until),
    signal,
  );
  if (!template) throw new VisitEnd('photo-unusable');
  return { template: visit.holdings.template(template), atMs };
}
