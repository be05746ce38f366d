// An operator with a card at a whole virtual kiosk: the card on the real pcscd where it is to be had, and known by an order of the fleet.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type OpenedOrder, Sensitive, type SiteOperator } from '../protocol/index.ts';
import { openVirtualTerminal } from './bench/virtual-terminal.ts';
import { ClosingOrder } from './closing-order.ts';
import { readConfig } from './config/index.ts';
import { askPage } from './fixtures/page-reader.ts';
import { until } from './fixtures/terminal.ts';
import { openLog } from './kiosk/kiosk-log.ts';
import type { CardEntrance } from './operator/card/index.ts';

const orderOf = (version: number, operators: readonly SiteOperator[]): OpenedOrder => ({
  order: {
    ...{ id: 'AAAAAAAAAAAAAAAAAAAAAA', by: 'สมหญิง ใจดี', atMs: 1, untilMs: null, terminals: ['bangkok.gate-17'] },
    what: { kind: 'operators', version, operators },
  },
  orderedBy: 'chief',
  approvedBy: 'deputy',
});

async function openKiosk(t: Test, walkUp: 'pcscd' | 'in-process', closing: ClosingOrder) {
  const stop = new AbortController();
  const dir = join(t.testdir(), 'data');
  const config = readConfig({ env: {}, overrides: { data: { dir }, engine: { threads: 1 } } });
  const terminal = await openVirtualTerminal(
    {
      ...{ config, log: openLog('silent'), version: 'test', paced: true, demo: false, walkUp },
      ...{ progress: () => undefined, signal: stop.signal },
    },
    closing,
  );
  const { kiosk, url } = terminal;
  const served = kiosk.serve(stop.signal);
  closing.defer(async () => {
    stop.abort();
    await served;
  });
  await until('the reader is there', () => kiosk.parts.readers.state === 'ready');
  const enter = (pin: string): Promise<CardEntrance> =>
    kiosk.parts.cardEntry.enter(new Sensitive(Uint8Array.from(Buffer.from(pin))), stop.signal);
  const insert = async (card: string) => (await askPage(url, '/bench/card', { card })).body;
  const remove = async () => {
    await fetch(new URL('/bench/card', url), { method: 'DELETE' });
    await until('the card is out', () => kiosk.parts.readers.present.length === 0);
  };
  return { ...terminal, enter, insert, remove };
}

for (const walkUp of ['pcscd', 'in-process'] as const)
  t.test(`an operator whom the fleet has named comes in by a PIN and a card (${walkUp})`, async (t) => {
    await using closing = new ClosingOrder();
    const { kiosk, enter, insert, remove } = await openKiosk(t, walkUp, closing);
    const { standing } = kiosk.parts;

    const entering = enter('123456');
    const inserted = await insert('operator');
    t.match(inserted, { card: 'operator', model: 'virtual PIV card', publicKey: /^[\w-]{80,}$/ });
    t.comment(`the card lies in: ${inserted['bus']}`);
    t.match(await entering, { kind: 'refused', reason: 'unknown-card' }, 'not yet');

    const malee: SiteOperator = {
      ...{ id: 'MALEE-AAAAAAAAAAAAAAAA', name: 'มาลี', role: 'operator', validUntilMs: null },
      keys: [{ kind: 'card', label: 'blue card', publicKey: String(inserted['publicKey']) }],
    };
    await standing.take(orderOf(1, [malee]), 1);
    t.strictSame(await enter('123456'), { kind: 'entered', operator: malee, key: malee.keys[0] });
    t.match(await enter('111111'), { reason: 'wrong-pin', triesLeft: 2 }, 'the card that stays asks for its PIN anew');
    t.match(await enter('123456'), { kind: 'entered' });

    await standing.take(orderOf(2, []), 2);
    t.match(await enter('123456'), { reason: 'unknown-card' }, 'and nobody again, as soon as the fleet says so');

    await remove();
    const waiting = enter('123456');
    await insert('bank-card');
    t.match(await waiting, { reason: 'not-an-operators-card' });

    const again = enter('123456');
    t.match(await again, { reason: 'not-an-operators-card' }, 'the bank card is still in');
    await remove();
    const third = enter('222222');
    await insert('operator');
    t.match(await third, { reason: 'wrong-pin', triesLeft: 2 });
    t.match(await enter('222222'), { reason: 'wrong-pin', triesLeft: 1 });
    t.match(await enter('123456'), { reason: 'last-try' });

    const entries = JSON.stringify(kiosk.parts.stores.journal.readNewest(50));
    t.notMatch(entries, /123456|222222/, 'no PIN stands in the journal');
  });
