// Who comes with a card: one after another, to the use it is meant for, and nothing left on the signal that lives as long as the service.
import { getEventListeners } from 'node:events';
import t from 'tap';
import type { PresentCard } from '../../hal/index.ts';
import { Broadcast, systemClock } from '../../protocol/index.ts';
import { CardDesk } from './card-desk.ts';
import { ServiceGate } from './service-gate.ts';

const OPEN = new ServiceGate(() => undefined);

t.test('cards are served one after another, each once, and no listener stays behind', async (t) => {
  const inserted = new Broadcast<PresentCard>();
  const served: string[] = [];
  const use = {
    takes: () => true,
    visit: async ({ reader }: PresentCard): Promise<void> => void served.push(reader),
  };
  const desk = new CardDesk({ readers: { present: [], inserted }, uses: [use], gate: OPEN });
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

t.test('the first use that takes a card has it, and one that none takes is left alone', async (t) => {
  const removed = AbortSignal.abort();
  const card = (reader: string): PresentCard => ({
    ...{ reader, atr: new Uint8Array(), atMs: 0, removed },
    connect: () => Promise.reject(),
  });
  const served: string[] = [];
  const useOf = (name: string, wanted: readonly string[]) => ({
    takes: ({ reader }: PresentCard) => wanted.includes(reader),
    visit: async ({ reader }: PresentCard): Promise<void> => void served.push(`${name} ${reader}`),
  });
  const inserted = new Broadcast<PresentCard>();
  const uses = [useOf('staff', ['a', 'b']), useOf('citizens', ['b', 'c'])];
  const end = new AbortController();
  const serving = new CardDesk({ readers: { present: [], inserted }, uses, gate: OPEN }).serve(end.signal);
  for (const reader of ['a', 'b', 'c', 'd']) {
    inserted.send(card(reader));
    await systemClock.sleep(2, new AbortController().signal);
  }
  end.abort();
  await serving;
  t.strictSame(served, ['staff a', 'staff b', 'citizens c']);
});
