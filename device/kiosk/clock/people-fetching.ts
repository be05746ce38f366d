// Somebody who says who they are and is not known here is fetched, where the fleet says soon enough that they are to be here.
import type { FleetLink } from '../../../cloud-bridge/index.ts';
import { abortable, Deadline, type KioskEvent } from '../../../protocol/index.ts';
import { ASKED_FOR } from '../../flows/prompts.ts';

/** So long somebody waits before the screen; what comes later is there at their second try. */
const WAIT_MS = 2000;

export type AskFleet = Pick<FleetLink, 'askFor' | 'state'>;

export class PeopleFetching {
  readonly #tell: (event: KioskEvent) => void;
  #fleet: AskFleet | undefined;

  constructor(tell: (event: KioskEvent) => void) {
    this.#tell = tell;
  }

  /** The link to the fleet is made after the flows. */
  open(fleet: AskFleet): void {
    this.#fleet = fleet;
  }

  /** Whether they are here now. Off line, and once whoever asked is gone, at once; never rejects. */
  fetch = async (code: string, signal: AbortSignal): Promise<boolean> => {
    if (this.#fleet?.state.at !== 'online') return false;
    this.#tell({ type: 'claim-asked', forMs: WAIT_MS, message: ASKED_FOR });
    // At once: whoever comes next may be asked for something by then.
    const left = (): void => this.#tell({ type: 'claim-over' });
    signal.addEventListener('abort', left, { once: true });
    using limit = new Deadline(signal, WAIT_MS, () => new Error('the fleet has said nothing yet'));
    const asked = this.#fleet.askFor(code).then((outcome) => outcome === 'here');
    const isHere = await abortable(asked, limit.signal).catch(() => false);
    signal.removeEventListener('abort', left);
    return isHere;
  };
}
