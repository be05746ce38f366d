// No lamp by choice: the screen alone tells the outcome.
import type { KioskError } from '../../protocol/index.ts';
import type { LiveLight } from './live-light.ts';

export const noLight: LiveLight = {
  model: 'none',
  lost: new Promise<KioskError>(() => undefined),
  show: async () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};
