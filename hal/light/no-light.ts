// No lamp by choice: the screen alone tells the outcome.
import { Loss } from '../supervise/loss.ts';
import type { LiveLight } from './live-light.ts';

export const noLight = (): LiveLight => ({
  model: 'none',
  lost: new Loss(),
  show: async () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
});
