// A template as it is kept: in the units of its record, with what spares the next start from measuring it anew.
import {
  decodeFingerMinutiae,
  encodeFingerMinutiae,
  type FingerTemplate,
  type RecordOptions,
} from '../../protocol/computing.ts';
import { codesOf, prepare } from './pack.ts';

/**
 * The template that whoever reads its record will have: rounded to the record's units, with codes of its minutiae. It is packed
 * into the same words here and there, so that no score depends on whether a finger was enrolled just now or loaded at the start.
 * @throws KioskError TEMPLATE_MALFORMED for what does not fit the format, or a resolution that no sensor has
 */
export function asRecorded(template: FingerTemplate): FingerTemplate {
  const record = encodeFingerMinutiae(template);
  const recorded = decodeFingerMinutiae(record);
  const packed = prepare(recorded);
  const codes = codesOf(packed);
  for (const intermediate of [record, packed]) intermediate.fill(0);
  return { ...recorded, codes };
}

/** An ISO/IEC 19794-2:2005 record that loads quickly. @throws KioskError TEMPLATE_MALFORMED as `asRecorded` */
export const recordOf = (template: FingerTemplate, options: RecordOptions = {}): Uint8Array =>
  encodeFingerMinutiae(asRecorded(template), options);
