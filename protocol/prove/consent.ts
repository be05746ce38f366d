// Consent: what was shown, what was chosen, and the hash that says which text it was.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../base/index.ts';
import type { ServiceProfile } from './service-profile.ts';
import { name, sha256, utcMs } from './words.ts';

/** One choice per purpose; one that was not made is missing, and nothing is assumed. */
export const consentChoicesSchema = z.record(name, z.boolean());
export type ConsentChoices = Readonly<z.infer<typeof consentChoicesSchema>>;

export const consentSchema = z.strictObject({
  noticeVersion: name,
  /** SHA-256 of the canonical JSON (RFC 8785) of the notice, its purposes included. */
  noticeHash: sha256,
  language: z.enum(['th', 'en']),
  choices: consentChoicesSchema,
  /** SHA-256 of the canonical JSON of everything above and the session's nonce. */
  consentHash: sha256,
  atMs: utcMs,
});
export type Consent = Readonly<z.infer<typeof consentSchema>>;

const sha256Of = (value: unknown): string => createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');

export const noticeHashOf = ({ notice }: ServiceProfile): string => sha256Of(notice);

export type ConsentFault = 'incomplete' | 'unknown-purpose';

/** What is wrong with an answer before it can be one: a purpose without a choice, or a choice without a purpose. */
export function consentFault({ notice }: ServiceProfile, choices: ConsentChoices): ConsentFault | undefined {
  const asked = new Set(notice.purposes.map(({ id }) => id));
  if (Object.keys(choices).some((id) => !asked.has(id))) return 'unknown-purpose';
  return notice.purposes.every(({ id }) => Object.hasOwn(choices, id)) ? undefined : 'incomplete';
}

export const agreesToAllNecessary = ({ notice }: ServiceProfile, choices: ConsentChoices): boolean =>
  notice.purposes.every(({ id, necessary }) => !necessary || choices[id] === true);

export function consentOf(
  profile: ServiceProfile,
  given: {
    readonly choices: ConsentChoices;
    readonly language: 'th' | 'en';
    readonly atMs: number;
    readonly nonce: string;
  },
): Consent {
  const { choices, language, atMs, nonce } = given;
  const shown = { noticeVersion: profile.notice.version, noticeHash: noticeHashOf(profile), language, choices };
  return { ...shown, consentHash: sha256Of({ ...shown, nonce }), atMs };
}
