// The evidence of a visit: what it found, put as facts with their method, source and time.
import { type EvidenceRecord, missingFacts, type ServiceProfile, siteClassOf } from '../../../protocol/index.ts';
import type { FaceRecognition } from '../face/index.ts';
import { withFaceService } from './decide.ts';
import type { Dossier } from './dossier.ts';
import type { ProveFinding } from './prove-answer.ts';
import type { DeviceFacts } from './prove-parts.ts';

export interface RecordContext {
  readonly id: string;
  readonly reference: string;
  readonly nonce: string;
  readonly keyId: string;
  readonly device: DeviceFacts;
  readonly camera: string | null;
  readonly recogniser: FaceRecognition['recogniser'];
  readonly policyVersion: string;
  readonly finding: ProveFinding;
  readonly stages: Readonly<Record<string, number>>;
  readonly clock: EvidenceRecord['clock'];
}

type Agreed = Dossier & { readonly profile: ServiceProfile; readonly consent: NonNullable<Dossier['consent']> };

/** Undefined where nobody has agreed to anything: then there is nothing to tell. */
export function evidenceRecord(dossier: Dossier, context: RecordContext): EvidenceRecord | undefined {
  if (!isAgreed(dossier)) return undefined;
  const { profile, consent } = dossier;
  const { finding, device } = context;
  const facts = {
    ...{ format: 1 as const, id: context.id, reference: context.reference, nonce: context.nonce },
    device: {
      ...{ site: device.site, terminal: device.terminal, keyId: context.keyId },
      siteClass: siteClassOf(profile, device) ?? 'public',
      ...{ tamper: device.tamper, versions: device.versions, reader: dossier.reader, camera: context.camera },
      isVirtual: device.isVirtual,
    },
    profile: { id: profile.id, version: profile.version },
    policyVersion: context.policyVersion,
    provider: { id: profile.provider.id, permissionId: profile.provider.permissionId },
    service: serviceOf(profile),
    method: profile.method,
    consent,
    evidence: {
      ...{ type: 'national-id-card' as const, readMethod: 'chip-pcsc' as const, atr: dossier.atr },
      ...{ expires: dossier.expires, referenceHash: dossier.referenceHash },
    },
    results: resultsOf(dossier, context.clock.utcMs),
    capture: {
      ...{ modality: 'face' as const, frames: dossier.frames, presenceGaps: dossier.presenceGaps },
      quality: dossier.quality.map(({ check, ok, value, limit }) => ({ check, ok, value, limit })),
    },
    ...recognitionOf(dossier, context),
    faceService: dossier.faceService ?? null,
    contact: dossier.contact ?? null,
    attempts: { failures: dossier.failures, limit: profile.limits.failures },
    fraudSignals: fraudSignalsOf(dossier, finding),
    extraSteps: ['presentation-attack-detection', 'challenge', 'face-track'],
    sample: sampleOf(profile, finding),
    retentionPolicyId: profile.retentionPolicyId,
    ...{ outcome: finding.outcome, reason: finding.outcome === 'proved' ? null : finding.code },
    stages: { ...context.stages },
    clock: context.clock,
  };
  return { ...facts, levels: missingFacts(facts, profile) };
}

const isAgreed = (dossier: Dossier): dossier is Agreed =>
  dossier.profile !== undefined && dossier.consent !== undefined;

const serviceOf = ({ service }: ServiceProfile): EvidenceRecord['service'] => {
  const { id, group, minimumLevel, purpose } = service;
  return { id, group, minimumLevel, purpose };
};

/** The picture goes along where a person is proved, or still to be: never of somebody who was refused. */
export const sampleOf = ({ sample }: ServiceProfile, { outcome }: ProveFinding): EvidenceRecord['sample'] =>
  outcome === 'refused' ? 'none' : sample;

function resultsOf({ numberIsValid, status }: Dossier, nowMs: number): EvidenceRecord['results'] {
  const asked = { method: 'gateway card-status', source: status.transactionId ?? 'none', atMs: status.atMs };
  const read = numberIsValid === undefined ? 'not-proven' : numberIsValid ? 'read-from-chip' : 'check-digit-wrong';
  return {
    authentic: { value: read, method: 'plain chip read: no cryptographic proof', source: 'chip', atMs: nowMs },
    inUseStatus: { value: status.value, ...asked },
    dataCorrect: { value: status.dataCorrect, ...asked },
    identityExists: { value: status.identityExists, ...asked },
  };
}

function recognitionOf(
  { liveness, challenge, sameFace, comparison }: Dossier,
  { recogniser }: RecordContext,
): Pick<EvidenceRecord, 'liveness' | 'challenge' | 'sameFace' | 'comparison'> {
  return {
    liveness: liveness
      ? {
          ...{ result: liveness.result, score: liveness.score, threshold: liveness.threshold },
          models: liveness.models.map(({ name, version, score }) => ({ name, version, score })),
          cues: liveness.cues.map(({ cue, value, ok }) => ({ cue, value, ok })),
          reasons: [...liveness.reasons],
        }
      : { result: 'unknown', score: null, threshold: null, models: [], cues: [], reasons: [] },
    challenge: challenge ?? null,
    sameFace: sameFace ?? null,
    comparison: comparison
      ? {
          ...{ comparator: 'local' as const, model: { ...recogniser }, referenceSource: 'chip' as const },
          ...{ score: comparison.score, falseMatchRate: comparison.falseMatchRate },
          ...{ threshold: comparison.threshold, result: comparison.result },
        }
      : null,
  };
}

/** For the provider to look into: none of them decides by itself. */
function fraudSignalsOf(
  { numberIsValid, status, liveness, comparison, faceService }: Dossier,
  { code }: ProveFinding,
): string[] {
  const signals = {
    'check-digit-wrong': numberIsValid === false,
    'card-lost-or-cancelled': status.value === 'lost' || status.value === 'cancelled',
    'presentation-attack': liveness?.result === 'attack',
    'face-changed': code === 'face-changed',
    'other-face-than-the-chip': comparison?.result === 'no-match',
    'national-service-disagrees':
      faceService !== undefined && withFaceService('proved', faceService) === 'face-to-be-reviewed',
  };
  return Object.entries(signals).flatMap(([signal, is]) => (is ? [signal] : []));
}
