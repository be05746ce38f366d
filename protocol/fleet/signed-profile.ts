// A service profile as it arrives: signed by an administrator of the fleet (compact JWS, EdDSA), or not taken.
import { CompactSign, compactVerify } from 'jose';
import { KioskError, readJson } from '../base/index.ts';
import { type ServiceProfile, serviceProfileSchema } from '../prove/index.ts';
import type { Signer } from './command-envelope.ts';
import type { TrustedKeys } from './trusted-keys.ts';

const TYPE = 'ridged-profile+jws';
const MOST_BYTES = 256 * 1024;

export const signProfile = (profile: ServiceProfile, { kid, key }: Signer): Promise<string> =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(profile)))
    .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid })
    .sign(key);

/** @throws KioskError FLEET_UNTRUSTED where no administrator has signed it; CONFIG_INVALID with each mistake in `detail` */
export async function openProfile(jws: string, trust: TrustedKeys): Promise<ServiceProfile> {
  const payload = await verified(jws, trust);
  const parsed = serviceProfileSchema.safeParse(jsonOf(payload));
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'all of it'}: ${message}`);
  throw new KioskError('CONFIG_INVALID', { what: 'service profile', detail: detail.join('; ') });
}

async function verified(jws: string, trust: TrustedKeys): Promise<Uint8Array> {
  if (jws.length > MOST_BYTES) throw distrust('malformed');
  try {
    const { payload } = await compactVerify(
      jws,
      async ({ kid, typ }) => {
        if (typ !== TYPE) throw distrust('channel');
        const key = await trust.verifier(kid, 'administrator');
        if (typeof key === 'string') throw distrust(key);
        return key;
      },
      { algorithms: ['EdDSA'] },
    );
    return payload;
  } catch (cause) {
    throw cause instanceof KioskError ? cause : distrust('signature', cause);
  }
}

const distrust = (why: string, cause?: unknown): KioskError =>
  new KioskError('FLEET_UNTRUSTED', { what: 'service profile', why }, cause);

function jsonOf(payload: Uint8Array): unknown {
  try {
    return readJson(payload);
  } catch {
    return undefined;
  }
}
