// Who carries an order: this command itself where it is told of the broker, else "ridgectl deliver".
import { startCourier } from '../../jobs/index.ts';
import { type BrokerOptions, brokerOf } from '../broker-option.ts';
import { type OpenFleet, operatorKeys } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { logTo, sayTo } from '../saying.ts';

export interface CarryOptions extends Partial<BrokerOptions> {
  readonly mqtt: '5' | '3.1.1';
}

/** What one connection of ours to the broker takes. @throws KioskError USAGE, KEY_UNAVAILABLE */
export async function aroundBroker(options: CarryOptions & BrokerOptions, { store, keys }: OpenFleet, io: CommandIo) {
  return {
    ...(await brokerOf(options)),
    ...({ clock: io.clock, log: logTo(sayTo(io)), protocolVersion: options.mqtt === '5' ? 5 : 4 } as const),
    keys: await operatorKeys(keys),
    keyOf: (terminal: string) => store.pinnedKey(terminal),
  };
}

export const hasBroker = <T extends CarryOptions>(options: T): options is T & BrokerOptions =>
  options.broker !== undefined;

/** Until it is disposed. @throws KioskError USAGE, KEY_UNAVAILABLE */
export async function courierOf(options: CarryOptions, fleet: OpenFleet, io: CommandIo): Promise<AsyncDisposable> {
  const say = sayTo(io);
  if (!hasBroker(options)) {
    say('carried by "ridgectl deliver", which has to run (or give --broker)');
    return { [Symbol.asyncDispose]: async () => undefined };
  }
  const around = await aroundBroker(options, fleet, io);
  const courier = startCourier({ ...around, register: fleet.register }, io.signal);
  courier.states.listen(({ at }) => say(`${at} (${around.url})`));
  return courier;
}
