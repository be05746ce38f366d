// The certificate of a card's authentication key, which anybody may read: NIST SP 800-73-4, part 2, 3.1.2.
import {
  type CardDialogue,
  describeStatus,
  exchange,
  OK_STATUS,
  readDataObjects,
  select,
  valueWithTag,
} from '../apdu/index.ts';
import { KioskError } from '../base/index.ts';
import { getCertificate, PIV_AID, PIV_TAG } from './commands.ts';

export type PivCertificate =
  | { readonly kind: 'certificate'; readonly der: Uint8Array }
  | { readonly kind: 'not-a-piv-card' }
  /** Its key may be there all the same. */
  | { readonly kind: 'no-certificate' }
  /** With gzip, which cards may do to save room: not taken, for what it unpacks to nobody can know beforehand. */
  | { readonly kind: 'compressed' };

const NO_SUCH_OBJECT = 0x6a82;
/** Part 1, appendix A, table 10: bit 0 of CertInfo. */
const IS_COMPRESSED = 0x01;

/** @throws KioskError CARD_UNREADABLE, PROTOCOL_TRUNCATED, PROTOCOL_MALFORMED */
export function* pivCertificateDialogue(): CardDialogue<PivCertificate> {
  const { isThere } = yield* select(PIV_AID);
  if (!isThere) return { kind: 'not-a-piv-card' };
  const { status, data } = yield* exchange(getCertificate());
  if (status === NO_SUCH_OBJECT) return { kind: 'no-certificate' };
  if (status !== OK_STATUS)
    throw new KioskError('CARD_UNREADABLE', { doing: 'read certificate', answer: describeStatus(status) });
  const container = valueWithTag(readDataObjects(data), PIV_TAG.data);
  if (!container) throw new KioskError('PROTOCOL_MALFORMED', { why: 'no data object in the answer' });
  return certificateIn(container);
}

/** An object that was emptied is there, with nothing in it. */
function certificateIn(container: Uint8Array): PivCertificate {
  const objects = readDataObjects(container);
  const der = valueWithTag(objects, PIV_TAG.certificate);
  const [info = 0] = valueWithTag(objects, PIV_TAG.certificateInfo) ?? [];
  if (!der || der.length === 0) return { kind: 'no-certificate' };
  return info & IS_COMPRESSED ? { kind: 'compressed' } : { kind: 'certificate', der: der.slice() };
}
