// ridgectl journal gaps: what is missing, lost for ever, not sound, begun anew, or refused as another key had signed it.
import type { SeqRange } from '../../../protocol/index.ts';
import type { Flaw, JournalGaps, TerminalRow } from '../fleet-store.ts';
import { type CommandIo, plain } from './runner.ts';
import { openToRead } from './store-option.ts';
import { tableOf, timeOf } from './table.ts';
import { terminalsNamed } from './terminal-name.ts';

export interface GapsCommand {
  readonly store: string;
  readonly terminal?: string;
  readonly json?: boolean;
}

/** 0 where every journal is whole and sound, 1 where anything is missing, lost, flawed, begun anew or refused. */
export async function gapsCommand({ store: where, terminal, json }: GapsCommand, io: CommandIo): Promise<0 | 1> {
  await using store = await openToRead(where);
  const refused = (await terminalsNamed(store, terminal)).flatMap(refusalOf);
  const journals = await store.gaps(terminal);
  const complete = journals.length === 0 && refused.length === 0;
  if (json) io.out(`${JSON.stringify({ complete, journals, refused })}\n`);
  else if (complete) io.out('no gaps: every journal is whole and sound as far as it has been told of\n');
  else io.out(journalsTable(journals).concat(...journals.map(changeLine), ...refused.map(refusalLine)));
  return complete ? 0 : 1;
}

interface Refusal {
  readonly terminal: string;
  readonly pinnedKey: string | null;
  /** Of the latest. */
  readonly refusedKey: string;
  readonly batches: number;
  readonly lastMs: number;
}

const refusalOf = ({ terminal, keyThumbprint: pinnedKey, refusedKey }: TerminalRow): readonly Refusal[] =>
  refusedKey === null
    ? []
    : [
        {
          ...{ terminal, pinnedKey, refusedKey: refusedKey.thumbprint },
          ...{ batches: refusedKey.batches, lastMs: refusedKey.lastMs },
        },
      ];

const refusalLine = ({ terminal, pinnedKey, refusedKey, batches, lastMs }: Refusal): string =>
  plain(
    `${terminal}: ${batches} refused, the last at ${timeOf(lastMs)}, signed by ${refusedKey} and not by ${pinnedKey}; ` +
      `where it was replaced or set up anew, compare the first with what "ridged doctor" shows at the terminal itself, ` +
      `then ridgectl terminals trust ${terminal} --key THUMBPRINT; where not, or where they differ, somebody else is at work`,
  ).concat('\n');

function changeLine({ terminal, journalId, change }: JournalGaps): string {
  if (change === null) return '';
  return plain(
    `${terminal}: began the journal ${journalId} in place of ${change.follows} at ${timeOf(change.atMs)}: it was wiped, ` +
      'set up anew or replaced, and what it had not sent yet is lost; where that was meant to be, ' +
      `ridgectl journal accept ${terminal} JOURNAL`,
  ).concat('\n');
}

function journalsTable(all: readonly JournalGaps[]): string {
  const journals = all.filter(({ missing, lost, flaws }) => missing.length + lost.length + flaws.length > 0);
  if (journals.length === 0) return '';
  const rows = journals.map(({ terminal, journalId, missing, lost, flaws }) => [
    ...[terminal, journalId, rangesOf(missing), rangesOf(lost)],
    flawsOf(flaws),
  ]);
  return tableOf(['TERMINAL', 'JOURNAL', 'MISSING, ASKED FOR', 'LOST FOR EVER', 'NOT SOUND'], rows);
}

const rangesOf = (ranges: readonly SeqRange[]): string =>
  ranges.map(({ fromSeq, toSeq }) => (fromSeq === toSeq ? `${fromSeq}` : `${fromSeq}-${toSeq}`)).join(' ') || '-';

const flawsOf = (flaws: readonly Flaw[]): string => flaws.map(({ seq, kind }) => `${seq} ${kind}`).join(', ') || '-';
