// The person before the camera while the card's photo is read: neutral frames first, then the challenge, in one face track.
import { createHash } from 'node:crypto';
import type { FrameStream } from '../../../hal/index.ts';
import type { FaceTemplate } from '../../../models/index.ts';
import { Deadline, type ServiceProfile } from '../../../protocol/index.ts';
import { abreast } from './abreast.ts';
import { type CaptureParts, captureNeutral, type NeutralFrames } from './capture-face.ts';
import { FaceTrack } from './face-track.ts';
import { followPerson } from './follow-person.ts';
import { type ChallengeCourse, performChallenge } from './perform-challenge.ts';
import { type Portrait, portraitOf } from './portrait.ts';
import type { Guidance } from './prove-events.ts';
import type { ChallengeInstruction, ConnectedCard, FrameTrace, ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';
import { readValue } from './read-card.ts';
import { VisitEnd } from './visit-end.ts';

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

export const LOOK: Guidance = { th: 'กรุณามองตรงมาที่กล้อง', en: 'Please look straight into the camera.' };

/** @throws VisitEnd of the card, the camera, the face and the challenge; the session's */
export async function lookAtPerson(
  visit: ProveVisit,
  { card, camera }: { readonly card: ConnectedCard; readonly camera: Promise<FrameStream> },
  looking: Looking,
): Promise<Seen> {
  const { parts } = looking;
  const stream = await visit.stage('camera-open', 'camera-lost', () => camera);
  const track = new FaceTrack(parts.policy.prove.track);
  const read = new AbortController();
  const [reference, { taken, since }] = await abreast(
    visit.signal,
    (signal) => readReference(visit, card, { parts, signal }).finally(() => read.abort()),
    async (signal) => {
      const taken = await takeNeutral(visit, { stream, track }, { parts, signal });
      return { taken, since: await followPerson(read.signal, { ...parts, stream, track }, signal) };
    },
  );
  visit.dossier.frames += since.length;
  visit.readyAtMs = Math.max(reference.atMs, taken.firstAtMs);
  visit.dossier.presenceGaps = track.gaps;
  visit.advance('neutral-taken');
  const [best] = taken.best;
  if (!best) throw new Error('a burst without a frame');
  const portrait = portraitOf(best, visit, parts.faces);
  // The person already moves while their templates are made.
  const averaged = averageTemplate(visit, taken, parts);
  const [neutral, course] = await abreast(
    visit.signal,
    () => averaged.then(async (template) => await withPortrait(visit, template, { portrait, looking })),
    (signal) => challenge(visit, { stream, track, neutral: averaged, signal }, looking),
  );
  visit.advance('challenge-over');
  return {
    ...{ reference: reference.template, neutral, portrait, burst: taken.traces, likeness: course.likeness },
    course: [...taken.traces, ...since, ...course.traces],
  };
}

interface At {
  readonly parts: ProveParts;
  readonly signal: AbortSignal;
}

async function readReference(
  visit: ProveVisit,
  card: ConnectedCard,
  { parts, signal }: At,
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

async function takeNeutral(
  visit: ProveVisit,
  { stream, track }: { readonly stream: FrameStream; readonly track: FaceTrack },
  { parts, signal }: At,
): Promise<NeutralFrames> {
  const { burstFrames: needed, comparedFrames: keep } = parts.policy.prove;
  const { faces, pad, tell } = parts;
  const guide = onChange((guidance: Guidance | null, held: number) =>
    tell({ type: 'prove-guide', visit: visit.number, guidance, held, needed }),
  );
  guide(LOOK, 0);
  // Whoever is not before the camera for the idle time is not there any more (D-113).
  const onFace = (): void => visit.session.awaitPerson();
  const capture = { stream, faces, pad, track, needed, keep, onSight: guide, onFace, noFace: LOOK };
  onFace();
  const taken = await visit.stage('capture', 'camera-lost', (until) => captureInTime(capture, parts, until), signal);
  visit.session.rest();
  for (const { frame } of taken.best) visit.holdings.frame(frame);
  visit.dossier.captureStartMs = parts.clock.nowMs() - (parts.clock.monotonicMs() - taken.firstAtMs);
  visit.dossier.frames = taken.traces.length;
  visit.dossier.quality = taken.best[0]?.quality ?? [];
  return taken;
}

/** Guidance that does not help within this time needs somebody who can. */
async function captureInTime(
  capture: CaptureParts,
  { policy }: ProveParts,
  signal: AbortSignal,
): Promise<NeutralFrames> {
  using limit = new Deadline(signal, policy.prove.captureMs, () => new VisitEnd('face-not-captured'));
  return await captureNeutral(capture, limit.signal);
}

/** A person reads one sentence at a time: the same one is not told twice in a row. */
export function onChange(
  tell: (guidance: Guidance | null, held: number) => void,
): (guidance: Guidance | null, held: number) => void {
  let last = '';
  return (guidance, held) => {
    const now = JSON.stringify([guidance?.en, held]);
    if (now !== last) tell(guidance, held);
    last = now;
  };
}

/** The mean of the best frames' templates tells a person better than any one of them. */
async function averageTemplate(
  visit: ProveVisit,
  { best }: NeutralFrames,
  { faces }: ProveParts,
): Promise<FaceTemplate> {
  return await visit.stage('embed', 'device-fault', async (signal) => {
    const templates: FaceTemplate[] = [];
    // One after the other: between them the frames of the challenge have their turn.
    for (const { frame, face } of best)
      templates.push(visit.holdings.template(await faces.embed(frame.reveal().image, face, signal)));
    return visit.holdings.template(faces.mean(templates));
  });
}

/** Made while the person moves, too: afterwards it would be a tenth of the second that the answer may take. */
async function withPortrait(
  visit: ProveVisit,
  template: FaceTemplate,
  { portrait, looking }: { readonly portrait: Portrait; readonly looking: Looking },
): Promise<FaceTemplate> {
  if (looking.profile.sample !== 'none') await visit.stage('portrait', 'device-fault', () => portrait());
  return template;
}

interface Challenged {
  readonly stream: FrameStream;
  readonly track: FaceTrack;
  readonly neutral: Promise<FaceTemplate>;
  readonly signal: AbortSignal;
}

async function challenge(
  visit: ProveVisit,
  { stream, track, neutral, signal }: Challenged,
  { profile, parts }: Looking,
): Promise<ChallengeCourse> {
  const { pad, faces, clock, policy, tell } = parts;
  const startedAtMs = clock.monotonicMs();
  const watch = pad.challenge(profile.challenges, startedAtMs);
  const ask = (instruction: ChallengeInstruction): void =>
    tell({ type: 'prove-challenge', visit: visit.number, ...instruction });
  const performing = { stream, faces, pad, track, watch, ask, neutral, compareEvery: policy.prove.compareEvery };
  const course = await visit.stage('challenge', 'camera-lost', () => performChallenge(performing, signal));
  visit.challengeMs = clock.monotonicMs() - startedAtMs;
  const kind = course.kinds.join(' ');
  visit.dossier.challenge = { kind, result: course.state, ms: Math.round(visit.challengeMs) };
  visit.dossier.frames += course.traces.length;
  return course;
}
