// The light people look at: one colour for one meaning.

import type { LightName } from '../../protocol/index.ts';

/** Green is never left standing by a dead host: where the hardware can, it is armed to go out by itself. */
export interface Light extends AsyncDisposable {
  readonly model: string;
  /** @throws KioskError HAL_DISCONNECTED where the light is gone; the visit goes on without it. */
  show(signal: LightName): Promise<void>;
}
