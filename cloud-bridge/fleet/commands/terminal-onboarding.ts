// ridgectl terminals show, and how list tells of it: whether a terminal has joined, and how long its certificate is good.
import { KioskError } from '../../../protocol/index.ts';
import type { TerminalRow } from '../fleet-store.ts';
import { type BookedTerminal, certificateInUse } from '../trust/index.ts';
import { type CommandIo, plain } from './runner.ts';
import { openToRead } from './store-option.ts';
import { timeOf } from './table.ts';
import { bookToRead } from './terminal-book-option.ts';

const DAY_MS = 86_400_000;
/** Time enough to visit every terminal of a campus. */
const NEAR_END_MS = 30 * DAY_MS;

/** @param row what was heard of it, where anything was */
export function certificateOf(booked: BookedTerminal | undefined, row: TerminalRow | undefined, nowMs: number) {
  const certificate = booked && certificateInUse(booked, row?.birth?.versions['certificate']);
  if (!certificate) return null;
  const { serial, expiresMs } = certificate;
  return { serial, expiresMs, isNearEnd: expiresMs - nowMs < NEAR_END_MS };
}

/** A few words for a table. */
export function onboardingOf(booked: BookedTerminal | undefined, row: TerminalRow | undefined, nowMs: number): string {
  if (!booked) return '-';
  const { state, codeUntilMs } = booked;
  return [
    state,
    untilOf(certificateOf(booked, row, nowMs), nowMs),
    codeUntilMs === null ? '' : codeOf(codeUntilMs, nowMs),
  ]
    .filter((words) => words !== '')
    .join(', ');
}

const codeOf = (untilMs: number, nowMs: number): string =>
  untilMs > nowMs ? `a code is good until ${timeOf(untilMs)}` : 'its code is too old';

function untilOf(certificate: ReturnType<typeof certificateOf>, nowMs: number): string {
  if (!certificate) return '';
  const { expiresMs } = certificate;
  const leftMs = expiresMs - nowMs;
  if (leftMs <= 0) return `its certificate has ended ${timeOf(expiresMs)}`;
  if (leftMs < NEAR_END_MS)
    return `its certificate ends in ${Math.ceil(leftMs / DAY_MS)} days (ridgectl terminals add)`;
  return `until ${timeOf(expiresMs)}`;
}

export async function terminalShowCommand(
  wanted: string,
  options: { readonly store: string; readonly json?: boolean },
  io: CommandIo,
): Promise<0> {
  await using store = await openToRead(options.store);
  await using book = await bookToRead(options.store, io.clock);
  const booked = await book?.find(wanted);
  const row = (await store.terminals()).find(({ terminal }) => terminal === wanted);
  if (!booked && !row)
    throw new KioskError('USAGE', {
      why: `no terminal ${wanted} is registered, or has been heard of; name it as SITE.TERMINAL`,
    });
  const nowMs = io.clock.nowMs();
  const shown = { terminal: wanted, ...bookedOf(booked, row, nowMs), ...heardOf(row) };
  if (options.json) io.out(`${JSON.stringify(shown)}\n`);
  else
    io.out(
      plain(
        `${wanted}: ${onboardingOf(booked, row, nowMs)}; key ${booked?.key ?? row?.keyThumbprint ?? '-'}${refusalsOf(booked)}`,
      ).concat('\n'),
    );
  return 0;
}

const bookedOf = (booked: BookedTerminal | undefined, row: TerminalRow | undefined, nowMs: number) => {
  if (!booked) return { state: null, certificate: null };
  const { state, key, codeUntilMs, claimedMs, retiredMs, refused, refusedMs } = booked;
  const certificate = certificateOf(booked, row, nowMs);
  return {
    state,
    key,
    certificate,
    codeUntilMs,
    claimedMs,
    retiredMs,
    refusedClaims: refused,
    lastRefusedMs: refusedMs,
  };
};

const heardOf = (row: TerminalRow | undefined) =>
  row
    ? { presence: row.state, lastSeenMs: row.lastSeenMs, entries: row.entries, keyThumbprint: row.keyThumbprint }
    : { presence: null };

const refusalsOf = (booked: BookedTerminal | undefined): string =>
  !booked?.refused || booked.refusedMs === null
    ? ''
    : `; ${booked.refused} claims were refused, the last at ${timeOf(booked.refusedMs)}`;
