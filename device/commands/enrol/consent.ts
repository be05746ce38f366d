// No template without a consent: its id is given, or the enroller vouches for it here and now.
import { createInterface } from 'node:readline/promises';
import { KioskError, systemClock } from '../../../protocol/index.ts';

export interface ConsentOptions {
  readonly code: string;
  readonly consent?: string;
  readonly enroller: string;
}

/** @param purpose such as `fingerprint attendance` @throws KioskError CONSENT_MISSING */
export async function consentOf({ consent, enroller, code }: ConsentOptions, purpose: string): Promise<string> {
  if (consent) return consent;
  if (!process.stdin.isTTY) throw new KioskError('CONSENT_MISSING', { option: '--consent' });
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await ask.question(`Has ${code} read the notice and consented to ${purpose}? (yes/no) `);
    if (!/^(y|yes|ใช่)$/i.test(answer.trim())) throw new KioskError('CONSENT_MISSING');
    return `vouched:${enroller}:${new Date(systemClock.nowMs()).toISOString()}`;
  } finally {
    ask.close();
  }
}
