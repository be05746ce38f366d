// How exported entries are written: one JSON document, or a table.
import type { JournalEntry } from '../../../protocol/index.ts';
import type { JournalReader, JournalVerification } from '../../store/index.ts';

export interface Exported extends Pick<JournalVerification, 'entries' | 'firstSeq' | 'lastSeq'> {
  readonly intact: boolean;
  readonly brokenAt: number | null;
  readonly why: JournalVerification['why'];
}

export interface ExportFormat {
  begin(journal: JournalReader): string;
  entry(entry: JournalEntry, isFirst: boolean): string;
  end(exported: Exported): string;
}

/** Holds the checkpoint and its key as well: whoever has it can follow the chain without the terminal. */
const json: ExportFormat = {
  begin: ({ journalId, checkpoint = null, publicJwk }) =>
    `${JSON.stringify({ journalId, checkpoint, publicJwk }).slice(0, -1)},"entries":[`,
  entry: (entry, isFirst) => `${isFirst ? '' : ','}\n${JSON.stringify(entry)}`,
  end: ({ entries: _, ...found }) => `\n],${JSON.stringify(found).slice(1)}\n`,
};

/** The members of a payload that most people look for have a column of their own; all of it stands in `payload`. */
const COLUMNS: Readonly<Record<string, (entry: JournalEntry) => string | number>> = {
  seq: ({ seq }) => seq,
  utc: ({ utcMs }) => new Date(utcMs).toISOString(),
  class: (entry) => entry.class,
  event: (entry) => memberOf(entry, 'event'),
  outcome: (entry) => memberOf(entry, 'outcome'),
  reason: (entry) => memberOf(entry, 'reason'),
  direction: (entry) => memberOf(entry, 'direction'),
  subject: (entry) => memberOf(entry, 'subject'),
  clockState: ({ clockState }) => clockState,
  bootId: ({ bootId }) => bootId,
  monotonicMs: ({ monotonicMs }) => monotonicMs,
  payload: ({ payload }) => (payload ? JSON.stringify(payload) : ''),
  payloadHash: ({ payloadHash }) => payloadHash,
  previous: ({ previous }) => previous,
  hash: ({ hash }) => hash,
  journalId: ({ journalId }) => journalId,
};

const memberOf = ({ payload }: JournalEntry, name: string): string => {
  const value: unknown = Object.entries(payload ?? {}).find(([member]) => member === name)?.[1];
  return typeof value === 'string' ? value : '';
};

/** RFC 4180. */
const cell = (value: string | number): string =>
  typeof value === 'string' && /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);
const line = (values: readonly (string | number)[]): string => `${values.map(cell).join(',')}\r\n`;

const csv: ExportFormat = {
  begin: () => line(Object.keys(COLUMNS)),
  entry: (entry) => line(Object.values(COLUMNS).map((column) => column(entry))),
  end: () => '',
};

export const exportFormats = { json, csv } as const;
export type ExportFormatName = keyof typeof exportFormats;
