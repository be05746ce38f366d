// What a security key is shown for: part of the challenge that it signs, so that what was shown for one thing counts for no other.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../protocol/index.ts';
import type { Agreeable } from './second-person.ts';

/** To come in; or, asked by the operator who is in, to agree to one enrolment. */
export type KeyPurpose = { readonly to: 'enter' } | ({ readonly to: 'agree'; readonly asker: string } & Agreeable);

export const TO_ENTER: KeyPurpose = { to: 'enter' };

export const DIGEST_BYTES = 32;

export const digestOfPurpose = (purpose: KeyPurpose): Buffer =>
  createHash('sha256').update(canonicalJson(purpose)).digest();
