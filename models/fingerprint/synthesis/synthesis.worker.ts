// A thread that makes synthetic prints.
import { answering } from '../../runtime/in-worker.ts';
import type { FingerOrder } from './print-factory.ts';
import { PrintMaker } from './synthesise-print.ts';

const maker = new PrintMaker({ keep: 2 });

export const handler = answering(({ impressions, ...finger }: FingerOrder) =>
  impressions.map((impression) => maker.print({ ...finger, impression })),
);
