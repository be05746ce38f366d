// The code that a kiosk shows to a citizen's app: signed by the terminal, for one provider, for one visit (D-124).
import { z } from 'zod';
import { KioskError, readJson } from '../base/index.ts';
import { type BatchSigner, openSigned, signContent } from './batch-signature.ts';

const KIND = { typ: 'ridged-app-ticket+jws', cty: 'json' } as const;
/** Seconds, as RFC 7519 has them. */
const seconds = z.int().min(0);

export const appTicketSchema = z.strictObject({
  /** Site and terminal, with a slash between. */
  iss: z.string().min(1).max(200),
  /** The provider. */
  aud: z.string().min(1).max(80),
  /** Random, of this visit: by it the provider finds the app that waits. */
  jti: z.string().min(16).max(64),
  iat: seconds,
  exp: seconds,
});
export type AppTicket = Readonly<z.infer<typeof appTicketSchema>>;

/** The text of a QR code. @throws KioskError KEY_UNAVAILABLE */
export const signAppTicket = async (ticket: AppTicket, signer: BatchSigner): Promise<string> =>
  await signContent(new TextEncoder().encode(JSON.stringify(ticket)), signer, KIND);

/** The provider's side, of what an app has read. @throws KioskError PROTOCOL_MALFORMED, SIGNATURE_BROKEN */
export async function openAppTicket(
  text: string,
  { audience, nowMs }: { readonly audience: string; readonly nowMs: number },
): Promise<{ readonly ticket: AppTicket; readonly signedBy: string }> {
  const { content, signedBy } = await openSigned(new TextEncoder().encode(text), KIND);
  const ticket = read(content);
  if (ticket.aud !== audience || nowMs >= ticket.exp * 1000)
    throw new KioskError('SIGNATURE_BROKEN', { why: ticket.aud === audience ? 'expired' : 'for another provider' });
  return { ticket, signedBy };
}

function read(content: Uint8Array): AppTicket {
  try {
    return appTicketSchema.parse(readJson(content));
  } catch (cause) {
    throw new KioskError('PROTOCOL_MALFORMED', { message: KIND.typ }, cause);
  }
}
