// ridgectl operators send: terminals are told whom to let in, where that is another list than the one before.
import { addressOf, canonicalJson } from '../../../../protocol/index.ts';
import type { TerminalRow } from '../../fleet-store.ts';
import type { BookedOrder } from '../../jobs/index.ts';
import { operatorsAt } from '../../operators/index.ts';
import { placeOf } from '../../register/index.ts';
import { isRetired } from '../../trust/index.ts';
import { mustSaySomething } from '../given-options.ts';
import type { OrderOptions } from '../jobs/give-order.ts';
import { type OrderingOfficer, officerOf } from '../jobs/officer-option.ts';
import { orderLasting } from '../jobs/order-lasting.ts';
import { type TargetOptions, targetsOf } from '../jobs/targets.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { tableOf } from '../table.ts';

export interface SendOptions extends OrderOptions {
  /** Also where the list is the one that was ordered last. */
  readonly again?: boolean;
}

export interface SendOperatorsCommand extends RegisterOptions, TargetOptions, SendOptions {
  readonly json?: boolean;
}

/** What has come of it: nothing is carried before a second administrator has approved it. */
export interface SentLists {
  readonly orders: readonly BookedOrder[];
  /** Names of terminals. */
  readonly asBefore: readonly string[];
}

export async function operatorsSendCommand(
  names: readonly string[],
  options: SendOperatorsCommand,
  io: CommandIo,
): Promise<0> {
  mustSaySomething(options);
  const officer = await officerOf(io);
  await using fleet = await openFleet(options, io);
  const all = names.length === 0 && options.site === undefined;
  const rows = await targetsOf(fleet.store, names, all ? { all } : options);
  tellSent(await sendLists(fleet, { rows, officer }, options, io), options, io);
  return 0;
}

/** @throws KioskError USAGE where more would work at a terminal than it takes, or an order waits for its approval there */
export async function sendLists(
  fleet: OpenFleet,
  { rows, officer }: { readonly rows: readonly TerminalRow[]; readonly officer: OrderingOfficer },
  options: SendOptions,
  io: CommandIo,
): Promise<SentLists> {
  const operators = await fleet.register.operators.all();
  const sites = await fleet.register.collectives.all();
  const asBefore: string[] = [];
  const orders = await orderLasting(
    fleet,
    {
      ...{ kind: 'operators', rows, officer },
      bodyOf: async ({ terminal }, { newest }) => {
        const list = operatorsAt(placeOf(addressOf(terminal)), { operators, sites }, io.clock.nowMs());
        const isSame = canonicalJson(list) === canonicalJson(newest?.what.operators ?? []);
        if (!isSame || options.again) return { operators: list };
        asBefore.push(terminal);
        return undefined;
      },
    },
    options,
    io,
  );
  return { orders, asBefore };
}

/** To every terminal that there is. */
export async function sendEverywhere(fleet: OpenFleet, officer: OrderingOfficer, io: CommandIo): Promise<SentLists> {
  const rows = (await fleet.store.terminals()).filter((row) => !isRetired(row));
  return await sendLists(fleet, { rows, officer }, {}, io);
}

export const shownSent = ({ orders, asBefore }: SentLists) => ({
  orders: orders.map(({ order: { id, what, terminals }, state }) => ({ order: { id, what, terminals }, state })),
  asBefore,
});

export function tellSent(sent: SentLists, { json }: { readonly json?: boolean }, io: CommandIo): void {
  sayNext(sent, io);
  if (json) io.out(`${JSON.stringify(shownSent(sent))}\n`);
  else io.out(tableOf(['TERMINAL', 'OPERATORS', 'VERSION', ''], rowsOf(sent)));
}

export function sayNext({ orders }: SentLists, io: CommandIo): void {
  for (const { order, state } of orders)
    if (state === 'pending') sayTo(io)(`another administrator has to approve it: ridgectl jobs approve ${order.id}`);
}

function rowsOf({ orders, asBefore }: SentLists): readonly (readonly string[])[] {
  const ordered = orders.flatMap(({ order: { id, what, terminals } }) => {
    const [count, version] = what.kind === 'operators' ? [what.operators.length, what.version] : [0, 0];
    return terminals.map((terminal) => [terminal, `${count}`, `${version}`, `order ${id} waits for its approval`]);
  });
  const rest = asBefore.map((terminal) => [terminal, '', '', 'as it was ordered before']);
  return [...ordered, ...rest].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}
