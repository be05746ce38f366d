// A new credential of WebAuthn: what the browser is asked for, and whether what comes is what was asked for (W3C Web Authentication, level 2, 7.1).
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { cose, decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';
import { z } from 'zod';
import { OPERATOR_RP_ID, operatorKeySchema, type SecurityKey } from '../../../../protocol/index.ts';
import type { RegistrationWord } from './registration-words.ts';

/** RFC 8152: ES256 and EdDSA, which terminals understand. */
const ALGORITHMS = [-8, -7];

const text = z.string().max(32_768);

/** As PublicKeyCredential.toJSON() has it; more is not looked at. */
export const credentialSchema = z.object({
  ...{ id: text, rawId: text, type: z.literal('public-key') },
  response: z.object({ clientDataJSON: text, attestationObject: text }),
});
export type GivenCredential = Readonly<z.infer<typeof credentialSchema>>;

/** @param known ids of credentials: a key that holds one of them says so, and makes no other */
export const askForCredential = (
  who: string,
  known: readonly string[],
): Promise<PublicKeyCredentialCreationOptionsJSON> =>
  generateRegistrationOptions({
    ...{ rpName: 'ridged', rpID: OPERATOR_RP_ID, userName: who, userDisplayName: who, attestationType: 'none' },
    ...{ supportedAlgorithmIDs: ALGORITHMS, excludeCredentials: known.map((id) => ({ id })) },
    // It is carried to terminals, and lets in by itself.
    preferredAuthenticatorType: 'securityKey',
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  });

export type Read = { readonly key: Omit<SecurityKey, 'label'> } | { readonly wrong: RegistrationWord };

/** What is wrong with a credential is for whoever holds the key to mend. */
export async function readCredential(
  credential: GivenCredential,
  { challenge, origin }: { readonly challenge: string; readonly origin: string },
): Promise<Read> {
  const response: RegistrationResponseJSON = { ...credential, clientExtensionResults: {} };
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      ...{ response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: OPERATOR_RP_ID },
      ...{ supportedAlgorithmIDs: ALGORITHMS, requireUserVerification: true },
    });
    if (!registrationInfo || !isOnUsualCurve(registrationInfo.credential.publicKey)) return { wrong: 'not-usable' };
    const { id, publicKey } = registrationInfo.credential;
    const key = operatorKeySchema.safeParse({
      ...{ kind: 'security-key', label: 'new', id, publicKey: Buffer.from(publicKey).toString('base64url') },
    });
    if (!key.success || key.data.kind !== 'security-key') return { wrong: 'not-usable' };
    return { key: { kind: 'security-key', id: key.data.id, publicKey: key.data.publicKey } };
  } catch (reason) {
    // The library has no codes for it.
    const isUnverified = reason instanceof Error && reason.message.startsWith('User verification was required');
    return { wrong: isUnverified ? 'not-verified' : 'not-usable' };
  }
}

/** Level 2, 5.8.5: ES256 is on P-256, EdDSA is Ed25519. */
function isOnUsualCurve(publicKey: Uint8Array<ArrayBuffer>): boolean {
  const key = decodeCredentialPublicKey(publicKey);
  const [alg, { COSEKEYS, COSEALG, COSECRV }] = [key.get(cose.COSEKEYS.alg), cose];
  if (cose.isCOSEPublicKeyEC2(key)) return alg === COSEALG.ES256 && key.get(COSEKEYS.crv) === COSECRV.P256;
  return cose.isCOSEPublicKeyOKP(key) && alg === COSEALG.EdDSA && key.get(COSEKEYS.crv) === COSECRV.ED25519;
}
