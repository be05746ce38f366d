// What card readers must do as they come and go: several at once, unplugged, closed, none at all.
import type { Test } from 'tap';
import { abortable, Deadline, KioskError } from '../../protocol/index.ts';
import { superviseReaders } from '../card/supervise-readers.ts';
import { readThaiId, readThaiIdPhoto } from '../card/thai-id-card.ts';
import { waitForCard } from '../card/wait-for-card.ts';
import type { PresentCard } from '../ports/card-reader.ts';
import { INVENTED_PEOPLE } from '../virtual/card/invented-people.ts';
import type { CardConformance, OnStage } from './card-stage.ts';

const { anan } = INVENTED_PEOPLE;

export function readerConformance(t: Test, onStage: OnStage, parts: CardConformance['parts']): void {
  t.test('two readers, two cards: each is what it is, and the first stays first', (t) =>
    onStage(async ({ reader, readers, signal, card }) => {
      await reader.insert(card());
      const first = await waitForCard(readers, signal);
      const second = new Promise<PresentCard>((resolve) => readers.inserted.listen(resolve));
      await reader.insert(card({ person: anan }), { slot: 1 });
      const other = await abortable(second, signal);
      t.strictSame([...readers.names].sort(), [...reader.readerNames]);
      t.strictSame(readers.present, [first, other]);
      const sexes = await Promise.all(
        readers.present.map(async (present) => {
          await using channel = await present.connect(signal);
          const reading = await readThaiId(channel, { atr: present.atr, fields: ['sex'] }, signal);
          return reading.kind === 'card' ? reading.record.reveal().sex : reading.reason;
        }),
      );
      t.strictSame(sexes, ['female', 'male']);
      await reader.remove(0);
      if (!first.removed.aborted)
        await abortable(new Promise((resolve) => first.removed.addEventListener('abort', resolve)), signal);
      t.strictSame(readers.present, [other]);
    }),
  );

  t.test('only the reader that is configured counts', (t) =>
    onStage(async ({ reader, signal, card }) => {
      const [, name] = reader.readerNames;
      await using one = reader.openReaders({ ...parts, reader: name });
      const inserted = waitForCard(one, signal);
      await reader.insert(card());
      await reader.insert(card({ person: anan }), { slot: 1 });
      t.equal((await inserted).reader, name);
      t.strictSame(one.names, [name]);
      t.equal(one.present.length, 1);
    }),
  );

  t.test('readers that go while nobody reads, and while somebody does, come back with the card in them', (t) =>
    onStage(async ({ reader, readers, signal, card, connected }) => {
      await reader.insert(card());
      const { present, channel } = await connected();
      const states: string[] = [];
      readers.states.listen((state) => states.push(state));
      await reader.fault('unplug');
      const gone = present.removed;
      if (!gone.aborted) await abortable(new Promise((resolve) => gone.addEventListener('abort', resolve)), signal);
      t.match(gone.reason, { code: 'HAL_DISCONNECTED' });
      t.match(readers.lastFault, { code: 'HAL_DISCONNECTED' });
      t.not(readers.state, 'ready');
      t.strictSame([readers.names, readers.present], [[], []]);
      await t.rejects(readThaiId(channel, { atr: present.atr, fields: ['sex'] }, signal), { code: 'HAL_DISCONNECTED' });
      await channel[Symbol.asyncDispose]();
      const waiting = connected();
      await reader.clearFault();
      const next = await waiting;
      t.equal(readers.state, 'ready');
      t.equal(readers.lastFault, undefined);
      t.equal(states.at(-1), 'ready');
      const request = { atr: next.present.atr, fields: ['sex'] } as const;
      t.match(await readThaiId(next.channel, request, signal), { kind: 'card' });
      const photoReading = readThaiIdPhoto(next.channel, request, signal);
      const half = t.rejects(photoReading, { code: 'HAL_DISCONNECTED' }, 'in the middle of a photo');
      await reader.fault('unplug');
      await half;
      await reader.clearFault();
      await next.channel[Symbol.asyncDispose]();
      const last = await connected();
      t.match(await readThaiIdPhoto(last.channel, request, signal), { kind: 'card' });
    }),
  );

  t.test('closed readers say so, closing twice is allowed, and nobody is left waiting', (t) =>
    onStage(async ({ reader, readers, signal, card, connected }) => {
      await reader.insert(card());
      const { present, channel } = await connected();
      await readers[Symbol.asyncDispose]();
      await readers[Symbol.asyncDispose]();
      t.equal(readers.state, 'closed');
      t.match(present.removed.reason, { code: 'HAL_DISCONNECTED' });
      await t.rejects(readThaiId(channel, { atr: present.atr, fields: ['sex'] }, signal), { code: 'HAL_DISCONNECTED' });
    }),
  );

  t.test('without a reader to open there is a reason, and the wait can be called off', async (t) => {
    using limit = new Deadline(new AbortController().signal, 300, () => new Error('nobody came'));
    const none = new KioskError('HAL_DISCONNECTED', { service: 'none' });
    const parts_ = { ...parts, random: () => 0, backoff: { firstMs: 20, longestMs: 50 } };
    await using readers = superviseReaders(() => Promise.reject(none), parts_);
    await t.rejects(waitForCard(readers, limit.signal), { message: 'nobody came' });
    t.equal(readers.lastFault, none);
  });
}
