// An operator comes in by a security key (WebAuthn level 2): a signature over a challenge that is asked for once.
import { randomBytes } from 'node:crypto';
import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { type Clock, OPERATOR_RP_ID, type SecurityKey } from '../../../protocol/index.ts';
import type { KeyCounters } from '../../standing/index.ts';
import type { KnownKey, OperatorList } from '../operator-list.ts';
import { type EntryAnswer, refusedKey } from './entry-answer.ts';
import { DIGEST_BYTES, digestOfPurpose, type KeyPurpose } from './key-purpose.ts';

const RANDOM_BYTES = 32;
/** A fifth of a second of every start otherwise, and most terminals are never come in to this way. */
const webauthn = () => import('@simplewebauthn/server');
/** To find the key, to touch it, to type its PIN. */
const CHALLENGE_MS = 2 * 60_000;
/** Pages that ask at once: more than a terminal has. The oldest gives way. */
const MOST_CHALLENGES = 8;

export interface ShownFor {
  /** Of the page, as this service is spoken to. */
  readonly origin: string;
  readonly purpose: KeyPurpose;
}

export interface SecurityKeyParts {
  readonly list: Pick<OperatorList, 'securityKeys'>;
  readonly counters: Pick<KeyCounters, 'of' | 'note'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

export class SecurityKeyEntry {
  readonly #parts: SecurityKeyParts;
  /** Until when each counts, monotonic. */
  readonly #challenges = new Map<string, number>();

  constructor(parts: SecurityKeyParts) {
    this.#parts = parts;
  }

  /** Undefined where nobody has a security key. */
  async options(purpose: KeyPurpose): Promise<PublicKeyCredentialRequestOptionsJSON | undefined> {
    const keys = this.#parts.list.securityKeys();
    if (keys.length === 0) return undefined;
    const challenge = new Uint8Array(Buffer.concat([randomBytes(RANDOM_BYTES), digestOfPurpose(purpose)]));
    const { generateAuthenticationOptions } = await webauthn();
    const options = await generateAuthenticationOptions({
      challenge,
      rpID: OPERATOR_RP_ID,
      // It stands alone: that somebody has the key is not enough, the key must know them.
      userVerification: 'required',
      allowCredentials: keys.map(({ key }) => ({ id: key.id })),
      timeout: CHALLENGE_MS,
    });
    this.#keep(options.challenge);
    return options;
  }

  async enter(response: AuthenticationResponseJSON, shown: ShownFor): Promise<EntryAnswer> {
    const known = this.#parts.list.securityKeys().find(({ key }) => key.id === response.id);
    if (!known) return refusedKey('unknown-key');
    const count = await this.#countIn(response, known, shown);
    if (count === undefined) return refusedKey('not-shown');
    const { operator, key } = known;
    const { counters } = this.#parts;
    // 7.2, step 22. A key that was used meanwhile elsewhere has gone on; one that does not count says 0 for ever.
    const before = counters.of(key.id);
    if (count <= before && before > 0) return { ...refusedKey('copied-key'), whose: operator };
    await counters.note(key.id, count);
    return { entered: true, operator };
  }

  /** How often the key says that it was used; undefined where it does not show that its owner is there. */
  async #countIn(
    response: AuthenticationResponseJSON,
    { key: { id, publicKey } }: KnownKey<SecurityKey>,
    { origin, purpose }: ShownFor,
  ): Promise<number | undefined> {
    const { verifyAuthenticationResponse } = await webauthn();
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge: (challenge) => this.#use(challenge, purpose),
        expectedOrigin: origin,
        expectedRPID: OPERATOR_RP_ID,
        requireUserVerification: true,
        // What it has counted so far is looked at apart: what was shown before it counts back is a copy.
        credential: { id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter: 0 },
      });
      return verified ? authenticationInfo.newCounter : undefined;
    } catch {
      // Whatever is wrong with it: an old challenge, another origin, a signature that does not hold, bytes that mean nothing.
      return undefined;
    }
  }

  #keep(challenge: string): void {
    const [oldest] = this.#challenges.keys();
    if (this.#challenges.size >= MOST_CHALLENGES && oldest !== undefined) this.#challenges.delete(oldest);
    this.#challenges.set(challenge, this.#parts.clock.monotonicMs() + CHALLENGE_MS);
  }

  /** Once, and for what it was asked for. */
  #use(challenge: string, purpose: KeyPurpose): boolean {
    const untilMs = this.#challenges.get(challenge);
    this.#challenges.delete(challenge);
    const isOfThis = Buffer.from(challenge, 'base64url').subarray(-DIGEST_BYTES).equals(digestOfPurpose(purpose));
    return isOfThis && untilMs !== undefined && this.#parts.clock.monotonicMs() < untilMs;
  }
}
