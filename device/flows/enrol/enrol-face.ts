// Keeps a face of somebody who clocks with a card or a number and the face, and links their cards: for those whose fingers cannot be read.
import type { JournalPayload, OutcomeCode } from '../../../protocol/index.ts';
import { KioskError } from '../../../protocol/index.ts';
import type { CardNumber, NewCard, NewFace, Person, Stores } from '../../store/index.ts';
import { livenessOf } from '../clock/evidence.ts';
import { objectionTo, refusalFor, StaffLook, type StaffLookParts } from '../face/index.ts';
import { Holdings } from '../holdings.ts';

export interface FaceEnrolRequest {
  /** HR code: a string, never a number. Of somebody who is enrolled, or of somebody new. */
  readonly code: string;
  /** Of somebody new. */
  readonly nameTh?: string;
  readonly nameEn?: string;
  /** Under which consent the face is kept. */
  readonly consentId: string;
  readonly enroller: string;
  /** Linked to the person with it. */
  readonly cards?: readonly NewCard[];
}

export type FaceEnrolResult =
  | { readonly enrolled: true; readonly code: string; readonly seq: number; readonly isNew: boolean }
  | { readonly enrolled: false; readonly reason: OutcomeCode };

export interface FaceEnrolParts extends StaffLookParts {
  readonly stores: Pick<Stores, 'enrol' | 'enrolmentJournaled' | 'undoEnrolment' | 'people' | 'faces' | 'journal'>;
  readonly newPseudonym: () => string;
  readonly purpose: string;
  readonly noteFault: (fault: unknown) => void;
  /** An entry that nobody waits for. */
  readonly record: (payload: JournalPayload) => void;
}

type Entry = Extract<JournalPayload, { event: 'enrolment' }>;

/**
 * Guided like a clock visit by the face, with the same attack detection; nothing is kept of a refused enrolment but that there was one, and why.
 * @throws KioskError CONSENT_MISSING, USAGE, PERSON_EXISTS where a card is somebody else's; of the stores
 */
export async function enrolFace(
  request: FaceEnrolRequest,
  parts: FaceEnrolParts,
  signal: AbortSignal,
): Promise<FaceEnrolResult> {
  const known = mustBeInOrder(request, parts);
  using holdings = new Holdings();
  const look = new StaffLook({ visit: 0, holdings, signal }, parts);
  const result = await lookAndKeep(known, { request, parts, signal, look });
  // Whoever never came before the camera was not tried.
  if (!result.enrolled && look.isAnybodySeen) {
    const { reason } = result;
    const { enroller } = request;
    parts.record({ event: 'enrolment-failed', by: 'face', reason, finger: null, tries: 1, enroller });
  }
  return result;
}

interface Asked {
  readonly request: FaceEnrolRequest;
  readonly parts: FaceEnrolParts;
  readonly signal: AbortSignal;
  readonly look: StaffLook;
}

async function lookAndKeep(
  known: Person | undefined,
  { request, parts, signal, look }: Asked,
): Promise<FaceEnrolResult> {
  try {
    const { seen } = await look.take(async () => undefined);
    const living = parts.pad.judge(seen.burst, seen.course);
    const isOnePerson = parts.pad.isOnePerson(seen.likeness);
    const objection = objectionTo({ liveness: living, challenge: look.challenge, isOnePerson });
    if (objection) return { enrolled: false, reason: objection };
    const face = faceOf(request, seen.neutral.values, parts);
    const liveness = { ...livenessOf(living), attacksRefused: 0 };
    return known ? add(known, { request, face, liveness, parts }) : begin({ request, face, liveness, parts });
  } catch (reason) {
    if (reason instanceof KioskError && /^(STORE|PERSON|CONSENT|JOURNAL)/.test(reason.code)) throw reason;
    const refusal = refusalFor(reason, { signal, noteFault: parts.noteFault });
    return { enrolled: false, reason: refusal === 'face-not-captured' && look.isLeft ? 'face-left' : refusal };
  }
}

/** Nobody is looked at in vain. Undefined of somebody new. */
function mustBeInOrder(request: FaceEnrolRequest, parts: FaceEnrolParts): Person | undefined {
  const { consentId, code, nameTh, nameEn, cards = [] } = request;
  if (consentId.trim() === '') throw new KioskError('CONSENT_MISSING');
  const known = parts.stores.people.byCode(code);
  if (!known && !nameTh && !nameEn) throw new KioskError('USAGE', { what: 'nobody has this code yet: give the names' });
  for (const card of cards) mustBeFree(card, request, parts);
  return known;
}

function mustBeFree(card: CardNumber, { code }: FaceEnrolRequest, { stores }: FaceEnrolParts): void {
  const holder = stores.people.byCard(card);
  if (holder && holder.code !== code) throw new KioskError('PERSON_EXISTS', { by: 'card' });
}

function faceOf(
  { enroller }: FaceEnrolRequest,
  values: Float32Array,
  { faces, clock, purpose }: FaceEnrolParts,
): NewFace {
  const { name: model, version } = faces.recogniser;
  return { purpose, model, version, values, enroller, atMs: clock.nowMs() };
}

interface Kept {
  readonly request: FaceEnrolRequest;
  readonly face: NewFace;
  readonly liveness: Entry['liveness'];
  readonly parts: FaceEnrolParts;
}

const entryOf = (subject: string, { request, face, liveness }: Kept): Entry => ({
  event: 'enrolment',
  subject,
  code: request.code,
  consentId: request.consentId,
  fingers: [],
  face: { model: face.model, version: face.version },
  ...(request.cards && { cards: request.cards.map(({ kind }) => kind) }),
  enroller: request.enroller,
  ...(liveness && { liveness }),
  override: null,
  // What was compared with the frames of the movement is what is kept.
  verified: true,
  tries: 1,
});

/** The entry first: what the journal could not be told of is not kept. */
function add({ pseudonym, code }: Person, kept: Kept): FaceEnrolResult {
  const { request, face, parts } = kept;
  const { people, faces, journal } = parts.stores;
  // Whoever was removed meanwhile is not kept.
  if (!people.byPseudonym(pseudonym)) throw new KioskError('PERSON_UNKNOWN');
  const { seq } = journal.append(entryOf(pseudonym, kept));
  for (const card of request.cards ?? []) people.linkCard(code, card);
  faces.save(pseudonym, request.consentId, face);
  return { enrolled: true, code, seq, isNew: false };
}

function begin(kept: Kept): FaceEnrolResult {
  const { request, face, parts } = kept;
  const { code, nameTh = '', nameEn = '', consentId, enroller, cards = [] } = request;
  const { stores, clock, newPseudonym } = parts;
  const pseudonym = newPseudonym();
  const person = { code, nameTh, nameEn, pseudonym, enroller, enrolledAtMs: clock.nowMs() };
  stores.enrol({ person, consentId, fingers: [], face, cards });
  try {
    const { seq } = stores.journal.append(entryOf(pseudonym, kept));
    stores.enrolmentJournaled(pseudonym);
    return { enrolled: true, code, seq, isNew: true };
  } catch (fault) {
    stores.undoEnrolment(pseudonym);
    throw fault;
  }
}
