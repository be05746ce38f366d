// ridgectl deliver: keeps every terminal's people as the register says, takes whoever was enrolled at one, carries orders and renews certificates, until Ctrl-C.
import { addressOf, isFault } from '../../../protocol/index.ts';
import type { Log } from '../../log.ts';
import { type DeliveryStep, startDelivery } from '../delivery/index.ts';
import { startCourier } from '../jobs/index.ts';
import { followOnboarding } from '../onboarding/index.ts';
import { startRenewals } from '../renewal/index.ts';
import { type Authority, authorityThere, isRetired, type TerminalBook } from '../trust/index.ts';
import { type BrokerOptions, brokerOf } from './broker-option.ts';
import { type OpenFleet, openFleet, operatorKeys, type RegisterOptions } from './register-option.ts';
import type { CommandIo } from './runner.ts';
import { logTo, type Say, sayTo } from './saying.ts';
import { whereOf } from './store-option.ts';
import { openBook } from './terminal-book-option.ts';

export interface DeliverCommand extends BrokerOptions, RegisterOptions {
  readonly mqtt: '5' | '3.1.1';
  readonly json?: boolean;
}

const FOLLOW_EVERY_MS = 10_000;
const RENEWED = 'certificates of terminals are renewed when a third of their time is left';
const notRenewed = (keys: string, hasAuthority: boolean): string =>
  hasAuthority
    ? 'certificates of terminals are not renewed here: the database does not let us write its book of terminals'
    : `certificates of terminals are not renewed here: ${keys}.terminals-authority.key does not lie here`;

export async function deliverCommand(options: DeliverCommand, io: CommandIo): Promise<0> {
  const access = await brokerOf(options);
  await using fleet = await openFleet(options, io);
  const { store, register, keys } = fleet;
  const say = sayTo(io);
  say(`terminals trust this operator by its public keys: ridgectl trust ${whereOf(options)} --out fleet.jwks.json`);
  const around = {
    ...({
      ...access,
      ...{ register, store },
      clock: io.clock,
      log: logTo(say),
      protocolVersion: options.mqtt === '5' ? 5 : 4,
    } as const),
    keys: await operatorKeys(keys),
    keyOf: (terminal: string) => store.pinnedKey(terminal),
  };
  await using _courier = startCourier(around, io.signal);
  const authority = await authorityToUse(fleet.keys, say);
  await using book = authority && (await bookToWrite(options.store, io));
  await using _renewals = authority && book && startRenewals({ ...around, book, authority }, io.signal);
  say(book ? RENEWED : notRenewed(fleet.keys, authority !== undefined));
  await using delivery = startDelivery(
    {
      ...around,
      places: async () =>
        (await store.terminals()).filter((row) => !isRetired(row)).map(({ terminal }) => addressOf(terminal)),
    },
    io.signal,
  );
  delivery.states.listen(({ at }) => say(`${at} (${access.url})`));
  delivery.steps.listen((step) => io.out(options.json ? `${JSON.stringify(step)}\n` : `${lineOf(step)}\n`));
  await followUntilEnd(fleet, io, logTo(say));
  return 0;
}

/** People and orders need none: they are delivered where it cannot be read. */
async function authorityToUse(keys: string, say: Say): Promise<Authority | undefined> {
  try {
    return await authorityThere(keys, 'terminals');
  } catch (reason) {
    if (!isFault(reason, 'KEY_UNAVAILABLE')) throw reason;
    say(`the terminals' authority cannot be read: ${Object.values(reason.context).join(': ')}`);
    return undefined;
  }
}

/** Undefined where a database lets whoever delivers write about people, and not about who may join. */
async function bookToWrite(store: string, { clock }: CommandIo): Promise<TerminalBook | undefined> {
  try {
    return await openBook(store, clock);
  } catch (reason) {
    if (isFault(reason, 'STORE_DENIED') || isFault(reason, 'STORE_READ_ONLY')) return undefined;
    throw reason;
  }
}

/** When each person came how far is noticed while it lasts. What cannot be noted now the next look does. */
async function followUntilEnd(fleet: OpenFleet, { clock, signal }: CommandIo, log: Log): Promise<void> {
  while (!signal.aborted) {
    try {
      await followOnboarding(fleet);
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      log.warn({ ...fault.context, code: fault.code }, 'how far everybody has come could not be noted');
    }
    await clock.sleep(FOLLOW_EVERY_MS, signal).catch(() => undefined);
  }
}

export const lineOf = ({ terminal, step, parts, why }: DeliveryStep): string =>
  [
    `${terminal}: ${step}`,
    parts.of > 0 && `${bar(parts.sent / parts.of)} ${parts.sent} of ${parts.of}`,
    why !== undefined && `(${why})`,
  ]
    .filter((text) => text !== false)
    .join(' ');

const BAR = 20;
const bar = (share: number): string => `[${'#'.repeat(Math.round(BAR * share)).padEnd(BAR, '.')}]`;
