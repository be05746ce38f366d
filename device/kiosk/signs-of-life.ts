// What of a terminal has to live: whoever starts it anew is told so by these.
import type { FingerEngine } from '../../models/index.ts';
import type { SignOfLife } from '../health/watchdog.ts';
import type { Stores } from '../store/index.ts';

export interface LivingParts {
  readonly engine: Pick<FingerEngine, 'showLife'>;
  readonly stores: { readonly journal: Pick<Stores['journal'], 'isHeld'> };
}

export const signsOfLife = ({ engine, stores: { journal } }: LivingParts): readonly SignOfLife[] => [
  { name: 'match workers', show: (signal) => engine.showLife(signal) },
  {
    name: 'journal',
    show: async () => {
      if (!journal.isHeld) throw new Error('the journal takes no entries');
    },
  },
];
