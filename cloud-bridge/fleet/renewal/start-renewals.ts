// The fleet's service that renews certificates: over one connection it hears all terminals that ask, and answers each.
import { randomUUID } from 'node:crypto';
import type { FleetChannel } from '../../../protocol/index.ts';
import { Link } from '../../link.ts';
import { together } from '../../together.ts';
import { type FleetBroker, LetterBox } from '../letter-box.ts';
import { Renewer, type RenewerParts } from './renewer.ts';

export interface RenewalOptions extends RenewerParts, FleetBroker {
  readonly random?: () => number;
}

const CHANNELS: readonly FleetChannel[] = ['certificate/request'];

/** Connects in the background and again whenever it must; until the signal aborts or it is disposed. Several at once do no harm. */
export function startRenewals(options: RenewalOptions, signal: AbortSignal): AsyncDisposable {
  const { clock, log, random = Math.random } = options;
  const renewer = new Renewer(options);
  const box = new LetterBox({ ...options, clientId: `ridged-renewals-${randomUUID()}`, channels: CHANNELS });
  const link = new Link(
    {
      open: (until) => box.open(until),
      use: (connection, until) =>
        together(until, [
          (ended) => box.dealAll((letter) => renewer.hear(letter), ended),
          (ended) => renewer.run(connection, ended),
        ]),
      farewell: async () => undefined,
    },
    { clock, log, random },
  );
  link.start(signal);
  return link;
}
