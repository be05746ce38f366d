// Which spans of the file are read for a list of fields: all of what is asked for, nothing of what is not.
import { type ThaiIdFileField, thaiIdFields, thaiIdPhotoSpan } from './fields.ts';

export interface ReadSpan {
  readonly offset: number;
  readonly length: number;
}

/** As the open readers do: 255 is the most that a read can name, and 254 is what all cards are known to give. */
export const MOST_READ_BYTES = 254;

/** Neighbours are read together, for each read costs a round trip; a gap of one byte keeps them apart. */
export function planReads(fields: readonly ThaiIdFileField[]): readonly ReadSpan[] {
  const spans = [...new Set(fields)].map((field) => thaiIdFields[field]).sort((a, b) => a.offset - b.offset);
  const plan: ReadSpan[] = [];
  for (const { offset, length } of spans) {
    const last = plan.at(-1);
    if (last && last.offset + last.length === offset && last.length + length <= MOST_READ_BYTES)
      plan[plan.length - 1] = { offset: last.offset, length: last.length + length };
    else plan.push({ offset, length });
  }
  return plan;
}

export const photoReads: readonly ReadSpan[] = Array.from(
  { length: Math.ceil(thaiIdPhotoSpan.length / MOST_READ_BYTES) },
  (_, index) => {
    const done = index * MOST_READ_BYTES;
    const length = Math.min(MOST_READ_BYTES, thaiIdPhotoSpan.length - done);
    return { offset: thaiIdPhotoSpan.offset + done, length };
  },
);
