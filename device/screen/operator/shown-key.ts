// What a browser makes of a key that was shown, and which page that was.
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { OPERATOR_RP_ID } from '../../../protocol/index.ts';

const text = z.string().max(4096);
const base64url = text.regex(/^[A-Za-z0-9_-]*$/);
/** AuthenticationResponseJSON, WebAuthn level 3, 5.1: what a browser makes of a credential; what it leaves out is left out. */
export const shownKey = z
  .object({
    id: base64url.min(1),
    rawId: base64url.min(1),
    type: z.literal('public-key'),
    clientExtensionResults: z.object({}).default({}),
    response: z.object({
      clientDataJSON: base64url.min(1),
      authenticatorData: base64url.min(1),
      signature: base64url.min(1),
      userHandle: base64url.optional(),
    }),
  })
  .transform(({ response: { userHandle, ...rest }, ...given }): AuthenticationResponseJSON => {
    return { ...given, response: { ...rest, ...(userHandle !== undefined && { userHandle }) } };
  });

/** PIV: six to eight digits (SP 800-73-4, part 2, 2.4.3). */
export const typedPin = z.strictObject({ pin: z.string().regex(/^\d{6,8}$/, 'six to eight digits are due') });

/** Of our own page and no other: not what a request says of itself. */
export function originOf(server: FastifyInstance): string {
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : '';
  return `http://${OPERATOR_RP_ID}:${port}`;
}
