// ridged card certificate: the certificate of an operator's card, for the fleet to know its key by.
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { type CardRetryReason, connectCard, readPivCertificate } from '../../../hal/index.ts';
import type { PivCertificate } from '../../../protocol/index.ts';
import type { CommandResult } from '../run-command.ts';
import { nextCard, type ReadParts, readersThere } from './next-card.ts';

export interface CertificateOptions {
  /** Where it goes, as PEM. */
  readonly out: string;
  readonly waitS: number;
}

type NoReason = CardRetryReason | Exclude<PivCertificate['kind'], 'certificate'> | 'no-card' | 'other-key';

/** What the person at the reader can do. */
const SENTENCES: Readonly<Record<NoReason, string>> = {
  'no-card': 'no card was put into the reader in time',
  'card-removed': 'the card was pulled out: leave it in until it is read',
  'card-upside-down': 'the card gives no sign: put it in the other way round, chip first, or clean the chip',
  'card-silent': 'the card fell silent: take it out and put it in again',
  'card-unreadable': 'the card cannot be read, or its certificate is none: put it in again',
  'not-a-thai-id': 'this is another kind of card',
  'not-contactless': 'this is another kind of card',
  'not-a-piv-card': 'this is no PIV card',
  'no-certificate':
    'slot 9A has no certificate: make a key of P-256 and a certificate of it there, with the tools of the card',
  compressed: 'the certificate is compressed: write it to the card again, uncompressed',
  'other-key': 'the key of slot 9A is none of P-256: make one, and a certificate of it, with the tools of the card',
};

const no = (reason: NoReason): CommandResult => ({
  json: { read: false, reason },
  text: `${reason}: ${SENTENCES[reason]}`,
  exitCode: 1,
});

/** @throws KioskError HAL_DISCONNECTED, HAL_UNAVAILABLE without a reader; what writing the file throws */
export async function keepCertificate(
  { out, waitS }: CertificateOptions,
  parts: ReadParts,
  signal: AbortSignal,
): Promise<CommandResult> {
  await readersThere(parts.readers, signal);
  const card = await nextCard(waitS, parts, signal);
  if (!card) return no('no-card');
  const connection = await connectCard(card, signal);
  if (connection.kind === 'retry') return no(connection.reason);
  await using channel = connection.channel;
  const reading = await readPivCertificate(channel, signal);
  if (reading.kind === 'retry') return no(reading.reason);
  if (reading.kind !== 'certificate') return no(reading.kind);
  const certificate = parsed(reading.der);
  if (!certificate) return no('card-unreadable');
  if (certificate.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return no('other-key');
  await writeFile(out, certificate.toString());
  const { subject, validTo, publicKey } = certificate;
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  return {
    json: { read: true, reader: card.reader, file: out, subject, validTo, publicKey: spki },
    text: `${subject}\nits certificate is in ${out}; for the fleet: ridgectl operators card NAME --public-key ${out}`,
    exitCode: 0,
  };
}

/** Undefined: what the card holds there is no certificate. */
function parsed(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}
