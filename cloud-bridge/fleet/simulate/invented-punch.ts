// A visit to the clock of somebody who does not exist, of the shape and weight that a terminal writes.
import { randomBytes } from 'node:crypto';
import type { JournalPayload } from '../../../protocol/index.ts';

type ClockPayload = Extract<JournalPayload, { event: 'clock' }>;

const VERSION = 'simulated';
/** From the first touch to the decision, as measured of whole visits. */
const VISIT_MS = 800;

/** 128 random bits: as a terminal names a person. */
export const inventedPerson = (): string => randomBytes(16).toString('base64url');

/** @param random 0 to 1: of ten visits nine are accepted */
export function inventedPunch(subject: string, { nowMs, random }: { nowMs: number; random: number }): ClockPayload {
  const isAccepted = random < 0.9;
  return {
    event: 'clock',
    outcome: isAccepted ? 'accepted' : 'refused',
    reason: isAccepted ? null : 'not-recognised',
    subject: isAccepted ? subject : null,
    direction: random < 0.5 ? 'in' : 'out',
    directionSource: 'key',
    method: 'finger',
    repeated: false,
    attempt: 1,
    quality: 40 + Math.round(50 * random),
    score: isAccepted ? 97.25 : 12.5,
    threshold: 61.5,
    falseMatchRate: isAccepted ? 1.2e-8 : 0.31,
    liveness: { result: 'not-assessed', model: 'none', version: '0' },
    match: { model: 'ridged-fingerprint', version: VERSION },
    purpose: 'attendance',
    policyVersion: VERSION,
    captureStartMs: nowMs - VISIT_MS,
    decisionMs: nowMs,
    stages: { capture: 403.4, extraction: 124.5, quality: 0.1, liveness: 0, identification: 150.3, rights: 1.2 },
  };
}
