// Who carries an order: this command itself where it is told of the broker, else "ridgectl deliver".
import { startCourier } from '../../jobs/index.ts';
import { type BrokerOptions, brokerOf } from '../broker-option.ts';
import { type OpenFleet, operatorKeys } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { logTo, sayTo } from '../saying.ts';

export interface CarryOptions extends Partial<BrokerOptions> {
  readonly mqtt: '5' | '3.1.1';
}

const hasBroker = (options: CarryOptions): options is CarryOptions & BrokerOptions => options.broker !== undefined;

/** Until it is disposed. @throws KioskError USAGE, KEY_UNAVAILABLE */
export async function courierOf(
  options: CarryOptions,
  { register, store, keys }: OpenFleet,
  io: CommandIo,
): Promise<AsyncDisposable> {
  const say = sayTo(io);
  if (!hasBroker(options)) {
    say('carried by "ridgectl deliver", which has to run (or give --broker)');
    return { [Symbol.asyncDispose]: async () => undefined };
  }
  const access = await brokerOf(options);
  const courier = startCourier(
    {
      ...{
        ...access,
        register,
        store,
        clock: io.clock,
        log: logTo(say),
        protocolVersion: options.mqtt === '5' ? 5 : 4,
      },
      keys: await operatorKeys(keys),
      keyOf: (terminal) => store.pinnedKey(terminal),
    },
    io.signal,
  );
  courier.states.listen(({ at }) => say(`${at} (${access.url})`));
  return courier;
}
