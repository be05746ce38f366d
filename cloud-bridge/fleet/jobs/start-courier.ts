// The fleet's courier: over one connection it carries orders to all terminals, and hears how far they are.
import { randomUUID } from 'node:crypto';
import type { FleetChannel, Listenable } from '../../../protocol/index.ts';
import { Link } from '../../link.ts';
import type { LinkState } from '../../link-state.ts';
import { together } from '../../together.ts';
import { type FleetBroker, LetterBox } from '../letter-box.ts';
import { Courier, type CourierParts } from './courier.ts';

export interface CourierOptions extends CourierParts, FleetBroker {
  readonly random?: () => number;
}

export interface CourierService extends AsyncDisposable {
  readonly state: LinkState;
  readonly states: Listenable<LinkState>;
}

const CHANNELS: readonly FleetChannel[] = ['status', 'command/result'];

/** Connects in the background and again whenever it must; until the signal aborts or it is disposed. Several at once do no harm. */
export function startCourier(options: CourierOptions, signal: AbortSignal): CourierService {
  const { clock, log, random = Math.random } = options;
  const courier = new Courier(options);
  const box = new LetterBox({ ...options, clientId: `ridged-courier-${randomUUID()}`, channels: CHANNELS });
  const link = new Link(
    {
      open: (until) => box.open(until),
      use: (connection, until) =>
        together(until, [
          (ended) => box.dealAll((letter) => courier.hear(letter), ended),
          (ended) => courier.run(connection, ended),
        ]),
      farewell: async () => undefined,
    },
    { clock, log, random },
  );
  link.start(signal);
  return link;
}
