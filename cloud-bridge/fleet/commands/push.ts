// ridgectl push: brings people and rights to the terminals, and turns green only where a terminal's own hash proves that they are usable.
import { addressOf, KioskError } from '../../../protocol/index.ts';
import { startDelivery } from '../delivery/index.ts';
import type { Delivery } from '../register/index.ts';
import { isRetired } from '../trust/index.ts';
import { type BrokerOptions, brokerOf } from './broker-option.ts';
import { lineOf } from './deliver.ts';
import { type OpenFleet, openFleet, operatorKeys, type RegisterOptions } from './register-option.ts';
import type { CommandIo } from './runner.ts';
import { logTo, sayTo } from './saying.ts';
import { tableOf, timeOf } from './table.ts';
import { terminalsNamed } from './terminal-name.ts';

export interface PushCommand extends BrokerOptions, RegisterOptions {
  readonly mqtt: '5' | '3.1.1';
  readonly terminal?: string;
  readonly within: string;
  readonly json?: boolean;
}

const LOOK_EVERY_MS = 200;

export async function pushCommand(options: PushCommand, io: CommandIo): Promise<0 | 1> {
  const withinMs = secondsGiven(options.within);
  const access = await brokerOf(options);
  await using fleet = await openFleet(options, io);
  const named = (await terminalsNamed(fleet.store, options.terminal))
    .filter((row) => !isRetired(row))
    .map(({ terminal }) => terminal);
  const places = named.map(addressOf);
  if (places.length === 0)
    throw new KioskError('USAGE', { why: 'no terminal has been heard of yet (ridgectl terminals list)' });
  const keys = await operatorKeys(fleet.keys);
  const say = sayTo(io);
  const keyOf = (terminal: string): Promise<string | null> => fleet.store.pinnedKey(terminal);
  const protocolVersion = options.mqtt === '5' ? 5 : 4;
  await using delivery = startDelivery(
    {
      ...access,
      register: fleet.register,
      places: async () => places,
      keys,
      keyOf,
      clock: io.clock,
      log: logTo(say),
      protocolVersion,
    },
    io.signal,
  );
  let isOnline = false;
  delivery.states.listen(({ at }) => {
    isOnline = at === 'online';
    say(`${at} (${access.url})`);
  });
  delivery.steps.listen((step) => say(lineOf(step)));
  await delivery.refresh();
  const names = new Set(named);
  const isFresh = (terminal: string): boolean => delivery.isFresh(addressOf(terminal));
  const deliveries = await provenWithin(fleet, { names, isFresh }, { withinMs, io });
  const reached = deliveries.map((one) => ({ ...one, isReached: isOnline || one.hasAnswered }));
  tell(reached, options, io);
  return deliveries.every(isDone) ? 0 : 1;
}

function secondsGiven(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0 && seconds <= 86_400))
    throw new KioskError('USAGE', { why: `--within ${text}: give seconds, a day at most` });
  return 1000 * seconds;
}

interface Pushed {
  readonly names: ReadonlySet<string>;
  /** Whether it has answered us: what it said before anybody asked may have been kept back. */
  readonly isFresh: (terminal: string) => boolean;
}

/** As they stand once all are proven, or the time is over. */
async function provenWithin(
  { register }: OpenFleet,
  { names, isFresh }: Pushed,
  { withinMs, io }: { readonly withinMs: number; readonly io: CommandIo },
): Promise<readonly PushedDelivery[]> {
  const { clock, signal } = io;
  const endMs = clock.monotonicMs() + withinMs;
  for (;;) {
    const deliveries = (await register.deliveries.all())
      .filter(({ place }) => names.has(place.terminal))
      .map((delivery) => ({ ...delivery, hasAnswered: isFresh(delivery.place.terminal) }));
    const isOver = clock.monotonicMs() >= endMs || signal.aborted;
    if (isOver || deliveries.every(isDone)) return deliveries;
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
}

type PushedDelivery = Delivery & { readonly hasAnswered: boolean };
/** Whether we have been at the broker. */
type ReachedDelivery = PushedDelivery & { readonly isReached: boolean };

const isDone = ({ isProven, hasAnswered, photosWaiting }: PushedDelivery): boolean =>
  isProven && hasAnswered && photosWaiting === 0;

function tell(deliveries: readonly ReachedDelivery[], { json }: PushCommand, io: CommandIo): void {
  const rows = deliveries.map((delivery) => ({
    ...{ terminal: delivery.place.terminal, isProven: isDone(delivery), revision: delivery.wants.revision },
    ...{ people: delivery.wants.people, has: delivery.report?.table ?? null, why: whyNot(delivery) },
    reportedMs: delivery.reportedMs,
  }));
  if (json) {
    io.out(`${JSON.stringify({ proven: rows.every(({ isProven }) => isProven), terminals: rows })}\n`);
    return;
  }
  const cells = rows.map(({ terminal, isProven, people, has, why, reportedMs }) => [
    ...[terminal, isProven ? 'proven' : 'incomplete', String(people), String(has?.people ?? 0)],
    ...[reportedMs === null ? 'never' : timeOf(reportedMs), why],
  ]);
  io.out(tableOf(['TERMINAL', 'STATE', 'WANTED', 'THERE', 'REPORTED', 'WHY'], cells));
}

function whyNot(delivery: ReachedDelivery): string {
  const { report, hasAnswered, isReached } = delivery;
  if (isDone(delivery)) return '';
  if (!isReached) return 'nobody was asked: the broker could not be reached (see above)';
  if (!report) return 'it has not reported yet: is it on line, and does it trust this operator (ridgectl trust)?';
  if (!hasAnswered) return 'it has not answered: is it on line?';
  if (report.fault !== null) return report.fault;
  const [first] = report.problems;
  if (first) return `${report.problems.length} people could not be taken: ${first.problem}`;
  if (delivery.isProven) return `${delivery.photosWaiting} photos are still to come`;
  return 'it has another table still; it is sent the rest when it is on line';
}
