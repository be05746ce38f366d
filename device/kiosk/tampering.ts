// What an opened cabinet does to the running terminal: whoever is here leaves nothing behind, and by policy the keys go.
import type { ClosingOrder } from '../closing-order.ts';
import type { ClaimDesk } from '../flows/claim-desk.ts';
import type { RequestDesk } from '../flows/requests/request-desk.ts';
import { openTamperGuard, type TamperGuard } from '../tamper/index.ts';
import type { Devices } from './devices.ts';
import type { Foundation } from './foundation.ts';
import type { ProvingState } from './prove/proving-state.ts';

export const guardOf = (
  { config, vault, policy, clock, clockWatch, stores, record, noteFault }: Foundation,
  input: Devices['tamperInput'],
): Promise<TamperGuard> =>
  openTamperGuard({
    ...{ dataDir: config.data.dir, vault, input, clock, record, noteFault, journal: stores.journal },
    erasesKeys: policy.tamper.erasesKeys,
    clockState: () => clockWatch.state,
  });

export interface TamperedParts {
  readonly tamper: TamperGuard;
  readonly proving: ProvingState;
  readonly claims: Pick<ClaimDesk, 'leave'>;
  readonly requests: Pick<RequestDesk, 'leave'>;
  /** Without waiting for anybody. */
  readonly eraseKeys: () => Promise<void>;
  readonly noteFault: (fault: unknown) => void;
}

/** From now on. Staff clock all the same: what they need lies sealed. */
export function guardTerminal(parts: TamperedParts, closing: ClosingOrder): void {
  const { tamper, proving, claims, requests, eraseKeys, noteFault } = parts;
  const erase = (): void => {
    if (tamper.mustErase) void eraseKeys().catch(noteFault);
  };
  closing.defer(
    tamper.changes.listen((state) => {
      if (state !== 'tampered') return;
      if (proving.kind === 'open') proving.counter.stop('tampered');
      claims.leave();
      requests.leave();
      erase();
    }),
  );
  // What was cut off before it could erase anything.
  erase();
  closing.defer(tamper.watch());
}
