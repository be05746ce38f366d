// The desk of prove visits: one card after another, and nothing left on the signal that lives as long as the service.
import { getEventListeners } from 'node:events';
import t from 'tap';
import type { PresentCard } from '../../../hal/index.ts';
import { Broadcast, systemClock } from '../../../protocol/index.ts';
import type { ProveAnswer } from './prove-answer.ts';
import { ProveDesk } from './prove-desk.ts';

t.test('cards are served one after another, each once, and no listener stays behind', async (t) => {
  const inserted = new Broadcast<PresentCard>();
  const served: string[] = [];
  const flow = {
    visit: async ({ reader }: PresentCard): Promise<ProveAnswer> => {
      served.push(reader);
      return { reference: reader } as ProveAnswer; // the desk hands it on
    },
  };
  const desk = new ProveDesk({ readers: { present: [], inserted }, flow });
  const end = new AbortController();
  const serving = desk.serve(end.signal);
  const turn = (): Promise<void> => systemClock.sleep(2, new AbortController().signal);
  for (let visit = 1; visit <= 5; visit += 1) {
    const removal = new AbortController();
    const { signal: removed } = removal;
    inserted.send({
      reader: `card ${visit}`,
      atr: new Uint8Array(),
      atMs: 0,
      removed,
      connect: () => Promise.reject(),
    });
    await turn();
    t.equal(served.length, visit, 'a card that stays is no second visit');
    removal.abort();
    await turn();
    t.equal(getEventListeners(end.signal, 'abort').length, 1, 'only the wait for the next card');
  }
  end.abort();
  await serving;
  t.equal(getEventListeners(end.signal, 'abort').length, 0);
});
