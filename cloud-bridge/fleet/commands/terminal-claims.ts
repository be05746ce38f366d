// ridgectl terminals add, claim, retire: a terminal joins the fleet by a code that is good once, and leaves it for good.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { addressOf, isSegment, KioskError, terminalName } from '../../../protocol/index.ts';
import {
  brokerFolder,
  brokerNameOf,
  type ClaimOutcome,
  type ClaimRefusal,
  claimTerminal,
  hashOfCode,
  newClaimCode,
  openAuthority,
  RETIRED_KEY,
  readClaimCode,
  refreshBroker,
  type TerminalBook,
} from '../trust/index.ts';
import { retiredIn } from './broker.ts';
import { withOutput } from './output-file.ts';
import { type CommandIo, plain } from './runner.ts';
import { keysBase, openToWrite, type StoreOptions } from './store-option.ts';
import { timeOf } from './table.ts';
import { openBook } from './terminal-book-option.ts';
import { durationGiven } from './times.ts';
import { publicKeysOf } from './trust.ts';

interface TerminalOptions extends StoreOptions {
  readonly json?: boolean;
}

export interface TerminalAddCommand extends TerminalOptions {
  readonly within: string;
  readonly by: string;
}

const MOST_DAYS = 30;
/** RFC 5280, ub-common-name. */
const MOST_NAME = 64;

export async function terminalAddCommand(wanted: string, options: TerminalAddCommand, io: CommandIo): Promise<0> {
  const terminal = nameGiven(wanted);
  const withinMs = durationGiven('--within', options.within, MOST_DAYS);
  await using book = await openBook(options.store, io.clock);
  const code = newClaimCode();
  const untilMs = io.clock.nowMs() + withinMs;
  await book.add(terminal, { hash: hashOfCode(readClaimCode(code) ?? code), untilMs }, options.by);
  io.desk?.note({ kind: 'terminal', id: terminal, before: null, after: { state: 'awaited', untilMs } });
  if (options.json) io.out(`${JSON.stringify({ terminal, code, untilMs })}\n`);
  else {
    io.out(`${terminal} may join by this code, once, until ${timeOf(untilMs)}:\n\n  ${code}\n\n`);
    io.out(`It is not shown again. At the terminal: ridged claim ${code} --request claim.jws\n`);
  }
  return 0;
}

function nameGiven(text: string): string {
  const parts = text.split('.');
  if (parts.length !== 2 || !parts.every(isSegment)) throw wrong(`${text}: name it as SITE.TERMINAL`);
  const address = addressOf(text);
  if (brokerNameOf(address).length > MOST_NAME)
    throw wrong(`${text}: site and terminal have ${MOST_NAME - 1} letters together at most, to stand in a certificate`);
  return terminalName(address);
}

export interface TerminalClaimCommand extends TerminalOptions {
  readonly code: string;
  readonly answer: string;
  readonly brokerFiles?: string;
}

const REFUSALS: Readonly<Record<ClaimRefusal, string>> = {
  'not-registered': 'it is not registered: ridgectl terminals add',
  'no-code': 'no code is good for it: it was used, or never given; ridgectl terminals add gives another',
  'late-code': 'its code is too old; ridgectl terminals add gives another',
  'wrong-code': 'this is not its code',
  altered: 'its request was made with another code, or altered since',
};

export async function terminalClaimCommand(file: string, options: TerminalClaimCommand, io: CommandIo): Promise<0 | 1> {
  const base = keysBase(options);
  const request = await fileGiven(file);
  await using store = await openToWrite(options.store);
  await using book = await openBook(options.store, io.clock);
  const authority = await openAuthority(base, 'terminals', io.clock.nowMs());
  const parts = { book, store, authority, trust: await publicKeysOf(options, io.clock), clock: io.clock };
  let outcome: ClaimOutcome | undefined;
  // The place of the answer is tried before the code is used up.
  const write = async (say: (text: string) => Promise<void>): Promise<void> => {
    outcome = await claimTerminal(request, readClaimCode(options.code), parts);
    if (outcome.kind === 'refused') throw new Refused();
    await say(`${JSON.stringify(outcome.answer)}\n`);
  };
  await withOutput(options.answer, io, write).catch((reason: unknown) => {
    if (!(reason instanceof Refused)) throw reason;
  });
  if (outcome?.kind !== 'claimed') return tellRefusal(outcome, options, io);
  await refreshFiles(book, options, io);
  const { answer, key, expiresMs } = outcome;
  const { terminal } = answer;
  io.desk?.note({ kind: 'terminal', id: terminal, before: null, after: { state: 'claimed', key } });
  if (options.json) io.out(`${JSON.stringify({ claimed: true, terminal, key, expiresMs, answer: options.answer })}\n`);
  else
    io.out(
      `${terminal} has joined; its certificate is good until ${timeOf(expiresMs)}, and its key is ${key}. ` +
        `Bring it ${options.answer}: ridged claim CODE --answer ${options.answer}\n`,
    );
  return 0;
}

/** So that no answer is left of it. */
class Refused extends Error {}

function tellRefusal(outcome: ClaimOutcome | undefined, { json }: TerminalOptions, io: CommandIo): 1 {
  if (outcome?.kind !== 'refused') throw new Error('what is not claimed is refused');
  const { terminal, reason } = outcome;
  if (json) io.out(`${JSON.stringify({ claimed: false, terminal, reason })}\n`);
  else io.out(plain(`${terminal} has not joined: ${REFUSALS[reason]}`).concat('\n'));
  return 1;
}

async function fileGiven(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new KioskError('USAGE', { why: `${path} cannot be read` }, cause);
  }
}

export interface TerminalRetireCommand extends TerminalOptions {
  readonly by: string;
  readonly brokerFiles?: string;
}

export async function terminalRetireCommand(
  wanted: string,
  options: TerminalRetireCommand,
  io: CommandIo,
): Promise<0 | 1> {
  const terminal = nameGiven(wanted);
  keysBase(options);
  await using store = await openToWrite(options.store);
  await using book = await openBook(options.store, io.clock);
  const isKnown = (await store.terminals()).some((row) => row.terminal === terminal);
  if (!isKnown && !(await book.find(terminal)))
    throw wrong(`no terminal ${terminal} is registered, or has been heard of (ridgectl terminals list)`);
  const isNew = await book.retire(terminal, options.by);
  await store.expect(terminal);
  await store.trustKey(terminal, RETIRED_KEY);
  io.desk?.note({ kind: 'terminal', id: terminal, before: { retired: !isNew }, after: { retired: true } });
  const refreshed = await refreshFiles(book, options, io);
  if (options.json) io.out(`${JSON.stringify({ terminal, retired: true, before: !isNew, brokerFiles: refreshed })}\n`);
  else
    io.out(
      `${terminal} is retired${isNew ? '' : ', and was before'}: nothing is taken from it or sent to it any more\n`,
    );
  return 0;
}

/** Null where the files of the broker are not kept here. */
async function refreshFiles(
  book: TerminalBook,
  options: TerminalOptions & { readonly brokerFiles?: string },
  io: CommandIo,
): Promise<string | null> {
  const base = keysBase(options);
  const out = options.brokerFiles ?? brokerFolder(base);
  if (!existsSync(out)) {
    io.err(
      plain(`ridgectl: there is no ${out}: where the broker's files are, run ridgectl broker refresh --out DIR`).concat(
        '\n',
      ),
    );
    return null;
  }
  const withdrawn = { revoked: await book.revoked(), retired: retiredIn(await book.all()) };
  await refreshBroker({ base, out, nowMs: io.clock.nowMs() }, withdrawn);
  io.err(plain(`ridgectl: ${out} is written anew: let Mosquitto read it again (kill -HUP)`).concat('\n'));
  return out;
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
