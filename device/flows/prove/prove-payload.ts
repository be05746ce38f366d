// The journal's entry of a prove visit: what was decided and by what, nothing of who it was.
import { type JournalPayload, siteClassOf } from '../../../protocol/index.ts';
import type { FaceRecognition } from '../face/index.ts';
import type { Dossier } from './dossier.ts';
import type { ProveFinding } from './prove-answer.ts';
import type { DeviceFacts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';

type ProvePayload = Extract<JournalPayload, { event: 'prove' }>;

export interface PayloadContext {
  readonly finding: ProveFinding;
  readonly evidenceId: string | null;
  readonly device: DeviceFacts;
  readonly recogniser: FaceRecognition['recogniser'];
  readonly policyVersion: string;
  /** UTC. */
  readonly decisionMs: number;
}

export function provePayload({ dossier, names, stages }: ProveVisit, context: PayloadContext): ProvePayload {
  const { finding, evidenceId, device, policyVersion, decisionMs } = context;
  const { profile, quality } = dossier;
  return {
    ...{ event: 'prove', outcome: finding.outcome, reason: finding.outcome === 'proved' ? null : finding.code },
    ...{ subject: names.subject, reference: names.reference, evidenceId },
    profile: profile
      ? {
          ...{ id: profile.id, version: profile.version, provider: profile.provider.id },
          ...{ service: profile.service.id, purpose: profile.service.purpose },
        }
      : null,
    ...{ method: 'non_face_to_face', evidenceType: 'national-id-card' },
    consent: consentOf(dossier),
    cardStatus: dossier.status.value,
    quality: null,
    complaints: quality.filter(({ ok }) => !ok).map(({ check }) => check),
    ...recognitionOf(dossier, context),
    failures: dossier.failures,
    siteClass: profile ? (siteClassOf(profile, device) ?? 'public') : 'public',
    ...{ tamper: device.tamper, policyVersion, decisionMs },
    captureStartMs: dossier.captureStartMs ?? decisionMs,
    stages: { ...stages },
  };
}

function consentOf({ consent }: Dossier): ProvePayload['consent'] {
  if (!consent) return null;
  const agreed = Object.entries(consent.choices).flatMap(([purpose, is]) => (is ? [purpose] : []));
  return { version: consent.noticeVersion, hash: consent.consentHash, agreed };
}

function recognitionOf(
  { comparison, liveness, challenge }: Dossier,
  { recogniser }: PayloadContext,
): Pick<ProvePayload, 'score' | 'falseMatchRate' | 'threshold' | 'match' | 'liveness' | 'challenge'> {
  return {
    score: comparison?.score ?? null,
    falseMatchRate: comparison?.falseMatchRate ?? null,
    threshold: comparison?.threshold ?? null,
    match: comparison ? { model: recogniser.name, version: recogniser.version } : null,
    liveness: liveness
      ? {
          ...{ result: liveness.result, reasons: [...liveness.reasons], version: liveness.version },
          model: liveness.models.map(({ name }) => name).join('+') || 'none',
        }
      : { result: 'not-assessed', model: 'none', version: '0' },
    challenge: challenge ?? null,
  };
}
