// A journal entry as the wire carries it: the header is checked, the payload may be of a later version than ours.
import { z } from 'zod';
import { journalHeaderSchema } from '../journal/index.ts';

export const wireEntrySchema = journalHeaderSchema.extend({ payload: z.record(z.string(), z.unknown()).nullable() });

/** Every JournalEntry is one. */
export type WireEntry = Readonly<z.infer<typeof wireEntrySchema>>;
