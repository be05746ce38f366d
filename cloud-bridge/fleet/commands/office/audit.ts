// ridgectl audit: what officers did, whether it is as it was written, and all of it for somebody else to check.
import { KioskError } from '../../../../protocol/index.ts';
import { type AuditEntry, type AuditHead, type AuditVerdict, checkAudit, entryIn } from '../../office/index.ts';
import { withOutput } from '../output-file.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf, timeOf } from '../table.ts';
import { timeGiven } from '../times.ts';
import { mustAct } from './desk.ts';

export interface AuditListCommand {
  readonly store: string;
  readonly officer?: string;
  readonly from?: string;
  readonly to?: string;
  readonly what?: string;
  readonly json?: boolean;
}

export async function auditListCommand(options: AuditListCommand, io: CommandIo): Promise<0> {
  const isWanted = filterOf(options);
  const entries: AuditEntry[] = [];
  for await (const stored of mustAct(io.desk).office.audit.all()) {
    const entry = entryIn(stored);
    if (entry && isWanted(entry)) entries.push(entry);
  }
  if (options.json) io.out(`${JSON.stringify({ entries })}\n`);
  else if (entries.length === 0) io.out('nothing of that is in the audit\n');
  else
    io.out(
      tableOf(['SEQ', 'TIME', 'OFFICER', 'WHAT', 'GIVEN', 'CHANGED', 'OUTCOME', 'WHY', 'FROM'], entries.map(rowOf)),
    );
  return 0;
}

/** @throws KioskError USAGE */
function filterOf({ officer, from, to, what }: AuditListCommand): (entry: AuditEntry) => boolean {
  const fromMs = from === undefined ? Number.NEGATIVE_INFINITY : timeGiven('--from', from);
  const toMs = to === undefined ? Number.POSITIVE_INFINITY : timeGiven('--to', to);
  return (entry) =>
    entry.atMs >= fromMs &&
    entry.atMs < toMs &&
    (officer === undefined || entry.officer?.normalize('NFC') === officer.normalize('NFC')) &&
    (what === undefined || entry.what === what || entry.what.startsWith(`${what} `));
}

const rowOf = (entry: AuditEntry): readonly string[] => [
  ...[`${entry.seq}`, timeOf(entry.atMs), entry.officer ?? 'nobody known', entry.what, givenText(entry)],
  ...[changesText(entry), outcomeText(entry), entry.reason ?? entry.outcome?.why ?? ''],
  `${entry.from.user}@${entry.from.host}`,
];

const givenText = ({ given }: AuditEntry): string =>
  Object.entries(given)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

const MOST_SHOWN = 3;

function changesText({ changes }: AuditEntry): string {
  const shown = changes.slice(0, MOST_SHOWN).map(({ kind, id }) => `${kind} ${id}`);
  return changes.length > MOST_SHOWN ? `${shown.join(', ')} and ${changes.length - MOST_SHOWN} more` : shown.join(', ');
}

function outcomeText({ phase, outcome, approves }: AuditEntry): string {
  const approved = approves ? `, approving what ${approves.askedBy} asked for` : '';
  if (phase !== 'ended') return phase;
  return `${outcome?.code === 0 ? 'done' : `${outcome?.fault ?? 'no'}`}${approved}`;
}

export interface AuditVerifyCommand {
  readonly store: string;
  readonly head?: string;
  readonly json?: boolean;
}

/** 0 where each entry is as it was written, 1 where any is not. */
export async function auditVerifyCommand(options: AuditVerifyCommand, io: CommandIo): Promise<0 | 1> {
  const noted = options.head === undefined ? undefined : headGiven(options.head);
  const { office } = mustAct(io.desk);
  const verdict = await checkAudit({ entries: office.audit.all(), ...(noted && { noted }) });
  const isIntact = verdict.flaws.length === 0;
  if (options.json) io.out(`${JSON.stringify({ intact: isIntact, ...verdict })}\n`);
  else io.out(textOf(verdict));
  return isIntact ? 0 : 1;
}

function headGiven(text: string): AuditHead {
  const { seq = '', hash = '' } = /^(?<seq>\d{1,15}):(?<hash>[0-9a-f]{64})$/.exec(text)?.groups ?? {};
  if (seq !== '') return { seq: Number(seq), hash };
  throw new KioskError('USAGE', { why: `--head ${text}: give it as "audit verify" has printed it, NUMBER:HASH` });
}

function textOf({ entries, head, flaws, unended }: AuditVerdict): string {
  const flawed = flaws.map(({ seq, why }) => `${seq}: ${why}\n`);
  const open = unended.map(
    ({ seq, officer, what }) => `${seq}: ${what} of ${officer} has no end: cut off, or under way\n`,
  );
  const said =
    flaws.length === 0 ? `${entries} entries are as they were written` : `${flaws.length} flaws in ${entries} entries`;
  return plain(
    `${said}; its end is ${head.seq}:${head.hash}. Keep that elsewhere: --head finds what is cut off after it`,
  ).concat('\n', ...flawed.map(plainLine), ...open.map(plainLine));
}

const plainLine = (line: string): string => plain(line.trimEnd()).concat('\n');

export interface AuditExportCommand {
  readonly store: string;
  readonly out: string;
  readonly json?: boolean;
}

/** JSON, a line each: text, hash, signature; the public keys stand in the entries by which officers were made. */
export async function auditExportCommand(options: AuditExportCommand, io: CommandIo): Promise<0> {
  const { office } = mustAct(io.desk);
  let count = 0;
  const written = await withOutput(options.out, io, async (write) => {
    for await (const stored of office.audit.all()) {
      await write(`${JSON.stringify(stored)}\n`);
      count += 1;
    }
  });
  if (options.json) io.out(`${JSON.stringify({ entries: count, ...written })}\n`);
  else io.out(plain(`${count} entries are in ${options.out}, SHA-256 ${written?.sha256}`).concat('\n'));
  return 0;
}
