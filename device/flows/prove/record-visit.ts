// What stays of a visit: sealed evidence for the provider, one journal entry, a counter under an HMAC. In this order, before the answer.
import {
  type Evidence,
  isFault,
  type JournalPayload,
  OUTCOMES,
  type PersonalData,
  type ServiceProfile,
  sealForProvider,
} from '../../../protocol/index.ts';
import { codeOfFault } from '../fault-codes.ts';
import { evidenceRecord, sampleOf } from './evidence-record.ts';
import { findingOf, isForProvider, type ProveAnswer, type ProveFinding } from './prove-answer.ts';
import type { Witness } from './prove-flow.ts';
import type { ProveParts } from './prove-parts.ts';
import { provePayload } from './prove-payload.ts';
import type { ProveVisit } from './prove-visit.ts';

export interface Recording {
  readonly finding: ProveFinding;
  readonly witness: Witness;
  readonly parts: ProveParts;
}

/** Never rejects but for a bug: what cannot be kept was not done, and that is the answer then. */
export async function recordVisit(visit: ProveVisit, recording: Recording): Promise<ProveAnswer> {
  const { parts } = recording;
  const startedAtMs = parts.clock.monotonicMs();
  try {
    const evidenceId = await holdEvidence(visit, recording);
    const seq = await journal(visit, recording, evidenceId);
    visit.note('commit', parts.clock.monotonicMs() - startedAtMs);
    return answerOf(visit, { finding: recording.finding, evidenceId, seq });
  } catch (fault) {
    const code = codeOfFault(fault);
    parts.noteFault(fault);
    return answerOf(visit, { finding: findingOf(code), evidenceId: null, seq: null });
  }
}

/** The id of what was sealed; null where this visit is nobody's business. */
async function holdEvidence(visit: ProveVisit, recording: Recording): Promise<string | null> {
  const { finding, witness, parts } = recording;
  const { profile } = visit.dossier;
  const { text } = witness;
  if (!profile || !text || !isForProvider(finding)) return null;
  const signer = await parts.signer();
  const { evidenceId: id, nonce, reference } = visit.names;
  const record = evidenceRecord(visit.dossier, {
    ...{ id, nonce, reference, finding, keyId: signer.kid, device: parts.device() },
    ...{ camera: parts.camera.info.model, recogniser: parts.faces.recogniser, policyVersion: parts.policy.version },
    ...{ stages: visit.stages, clock: { utcMs: Math.round(parts.clock.nowMs()), state: parts.clockState() } },
  });
  if (!record) return null;
  const personal = await personalData(profile, recording);
  const evidence: Evidence = { record, personal };
  const jwe = await sealForProvider(evidence, 'ridged-evidence+jws', { key: profile.provider.key, signer });
  parts.evidence.hold(id, jwe);
  return id;
}

async function personalData(
  profile: ServiceProfile,
  { finding, witness }: Pick<Recording, 'finding' | 'witness'>,
): Promise<PersonalData> {
  const { text, seen } = witness;
  const jpeg = sampleOf(profile, finding) === 'none' ? undefined : await seen?.portrait();
  return {
    citizenNumber: text?.number.digits ?? '',
    fields: { ...text?.fields },
    portrait: jpeg ? Buffer.from(jpeg).toString('base64') : null,
  };
}

/** The entry, then what follows from it. Evidence of a visit that could not be journaled is shredded: nobody was told of it. */
async function journal(visit: ProveVisit, recording: Recording, evidenceId: string | null): Promise<number> {
  const { finding, parts } = recording;
  let seq: number;
  try {
    seq = parts.journal.append(payloadOf(visit, recording, evidenceId)).seq;
  } catch (fault) {
    if (evidenceId !== null) parts.evidence.shred(evidenceId);
    throw fault;
  }
  afterwards(parts, () => {
    if (evidenceId !== null) parts.evidence.release(evidenceId);
    count(visit, finding, recording);
  });
  return seq;
}

const payloadOf = (visit: ProveVisit, { finding, parts }: Recording, evidenceId: string | null): JournalPayload =>
  provePayload(visit, {
    ...{ finding, evidenceId, device: parts.device(), policyVersion: parts.policy.version },
    ...{ recogniser: parts.faces.recogniser, decisionMs: Math.round(parts.clock.nowMs()) },
  });

/** The entry stands; a counter or a mark that cannot be written changes no answer. */
function afterwards(parts: ProveParts, work: () => void): void {
  try {
    work();
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    parts.noteFault(fault);
  }
}

function count(visit: ProveVisit, { code, outcome }: ProveFinding, { witness, parts }: Recording): void {
  const { profile } = visit.dossier;
  const { text } = witness;
  if (!profile || !text) return;
  const retries = parts.retriesOf(text.number.digits, profile.limits.failures);
  if (outcome === 'proved' || outcome === 'pending') retries.accepted();
  else if (OUTCOMES[code].counts) retries.refused(code === 'face-not-live' ? 'attack' : 'no-match');
}

function answerOf(
  visit: ProveVisit,
  {
    finding,
    evidenceId,
    seq,
  }: { readonly finding: ProveFinding; readonly evidenceId: string | null; readonly seq: number | null },
): ProveAnswer {
  const { comparison, liveness, quality } = visit.dossier;
  return {
    ...finding,
    ...{ visit: visit.number, reference: visit.names.reference, evidenceId, seq },
    ms: visit.countedMs === null ? null : Math.round(visit.countedMs * 10) / 10,
    match: comparison
      ? { score: comparison.score, falseMatchRate: comparison.falseMatchRate, result: comparison.result }
      : null,
    liveness: liveness ? { result: liveness.result, score: liveness.score } : null,
    quality: quality.map(({ check, ok, value }) => ({ check, ok, value })),
    stages: { ...visit.stages },
    levelUp: null,
  };
}
