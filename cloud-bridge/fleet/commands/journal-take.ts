// ridgectl journal take: entries that somebody brought from terminals on a data carrier, and what each is to take back.
import { basename, dirname, extname, join } from 'node:path';
import { type CarriedOutcome, type CarriedRefusal, type TakenFile, takeCarried } from '../carried/index.ts';
import { FleetKeys, keysFile } from '../fleet-keys.ts';
import { layOwn } from '../key-file.ts';
import { type CommandIo, plain } from './runner.ts';
import { sayTo } from './saying.ts';
import { keysBase, openToWrite, type StoreOptions } from './store-option.ts';

export interface JournalTakeCommand extends StoreOptions {
  /** Folder for the answers; beside each file where none is given. */
  readonly answers?: string;
  readonly json?: boolean;
}

const REFUSALS: Readonly<Record<CarriedRefusal, string>> = {
  cut: 'it ends early: it was cut, or the carrier was pulled out; carry it once more',
  altered: 'it is no file of carried entries, or was altered since the terminal signed it',
  'not-for-us': 'it is sealed for another fleet',
  'unknown-terminal':
    'no key of its terminal is known: ridgectl terminals claim, or terminals trust TERMINAL --key THUMBPRINT',
  'another-key': 'another key than that of its terminal has signed it',
};

/** Not in the way of the others. */
type Outcome =
  | CarriedOutcome
  | { readonly kind: 'refused'; readonly why: 'unreadable'; readonly terminal: null; readonly detail: string };

/** 0 where each brought something, 1 where one was refused, held nothing new, or has no answer. @throws KioskError USAGE, KEY_UNAVAILABLE, STORE_* */
export async function journalTakeCommand(
  files: readonly string[],
  options: JournalTakeCommand,
  io: CommandIo,
): Promise<0 | 1> {
  const keysPath = keysFile(keysBase(options));
  await using store = await openToWrite(options.store);
  const keys = await FleetKeys.open(keysPath);
  let code: 0 | 1 = 0;
  for (const file of files) {
    const outcome = await takeCarried(file, { store, keys, clock: io.clock }, io.signal).catch(unreadable);
    const answer = outcome.kind === 'taken' ? await settle(file, outcome, options, io) : null;
    if (outcome.kind === 'refused' || outcome.added === 0 || answer === null) code = 1;
    if (options.json) io.out(`${JSON.stringify(shownOf(file, outcome, answer))}\n`);
    else io.out(plain(`${file}: ${wordsOf(outcome, answer)}`).concat('\n'));
  }
  return code;
}

/** What the file system says of the file; a carrier may be pulled out. */
function unreadable(error: unknown): Outcome {
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  return { kind: 'refused', why: 'unreadable', terminal: null, detail: error.message };
}

/** Where the answer lies; null where it could not be written, which is said. */
async function settle(
  file: string,
  taken: TakenFile,
  { answers }: JournalTakeCommand,
  io: CommandIo,
): Promise<string | null> {
  const { terminal, label, added, contiguousSeq } = taken;
  const { journalId, fromSeq, toSeq, sha256 } = label;
  const after = { carried: { fromSeq, toSeq, sha256 }, added, contiguousSeq };
  io.desk?.note({ kind: 'journal', id: `${terminal}/${journalId}`, before: null, after });
  const path = join(answers ?? dirname(file), `${basename(file, extname(file))}.answer`);
  try {
    await layOwn(path, `${taken.answer}\n`);
    return path;
  } catch {
    sayTo(io)(
      `what ${file} held is stored, and its answer cannot be written to ${path}: take it again, with --answers DIR`,
    );
    return null;
  }
}

function shownOf(file: string, outcome: Outcome, answer: string | null): object {
  if (outcome.kind === 'refused') return { file, taken: false, terminal: outcome.terminal, why: outcome.why };
  const { terminal, label, added, contiguousSeq } = outcome;
  const { journalId, fromSeq, toSeq } = label;
  return { file, taken: true, terminal, journalId, fromSeq, toSeq, added, contiguousSeq, answer };
}

function wordsOf(outcome: Outcome, answer: string | null): string {
  if (outcome.kind === 'refused')
    return 'detail' in outcome ? `cannot be read: ${outcome.detail}` : `refused: ${REFUSALS[outcome.why]}`;
  const { terminal, label, added, contiguousSeq } = outcome;
  const range = `${terminal}, ${label.fromSeq} to ${label.toSeq}`;
  const found = added > 0 ? `${added} entries that were not stored before` : 'nothing new: all of it was stored before';
  const open =
    contiguousSeq < label.toSeq ? `; of those before some are missing, so all up to ${contiguousSeq} can go` : '';
  return answer === null
    ? `${range}: ${found}${open}`
    : `${range}: ${found}${open}. At the terminal: ridged journal carried ${answer}`;
}
