// A wipe: what waits is sent first, the receipt says what could not be, and nothing is destroyed before it is signed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ManualClock, openWipeReceipt } from '../../../protocol/index.ts';
import { clocked, openTerminal } from '../../store/fixtures/terminal.ts';
import { openFileVault } from '../../vault/index.ts';
import { begin, NOW_MS } from '../fixtures/kind-run.ts';
import type { ServiceEnd } from '../service-end.ts';
import { wipeKind } from './wipe.ts';

async function wiping(t: Test, link: 'online' | 'waiting') {
  const dataDir = t.testdir();
  const vault = await openFileVault({ dataDir });
  const clock = new ManualClock(NOW_MS);
  const stores = await openTerminal(dataDir, { vault, clock });
  t.teardown(() => stores[Symbol.asyncDispose]());
  for (let nth = 0; nth < 5; nth += 1) stores.journal.append(clocked());
  const ends: ServiceEnd[] = [];
  const told = begin(
    wipeKind({
      ...{ dataDir, alsoFiles: [], vault, clock, journal: stores.journal, store: stores.jobs },
      fleet: () => ({ state: { at: link, attempt: 0 } }),
      endService: (how) => void ends.push(how),
    }),
    { kind: 'wipe', reason: 'sold' },
  );
  const pass = async (ms: number): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    clock.advance(ms);
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  };
  return { dataDir, vault, stores, ends, told, pass, isMarked: () => existsSync(join(dataDir, 'wiping.json')) };
}

t.test('what waits is sent before anything is destroyed, and the receipt counts what could not be', async (t) => {
  const { stores, told, pass, isMarked, vault, ends } = await wiping(t, 'online');
  await pass(200);
  t.equal(isMarked(), false, 'entries are still on their way');
  t.ok(told.steps.includes('sending'));
  stores.journal.acknowledge(3);
  await pass(10 * 60_000);
  const { standing: end, next } = await told.end;
  t.equal(isMarked(), true);
  const { receipt, signedBy } = await openWipeReceipt(end.state === 'done' ? String(end.answer['receipt']) : '');
  t.match(receipt, { lastSeq: 5, unsent: 2, journalId: stores.journal.journalId });
  t.equal(signedBy, (await vault.signer('journal')).kid);
  const ended = next?.();
  await pass(200);
  t.strictSame(ends, [], 'the fleet is to hear of it');
  await pass(60_000);
  await ended;
  t.strictSame(ends, ['wiped'], 'but it is not waited for for ever');
});

t.test('off line nothing is waited for; what ends before the marker has destroyed nothing', async (t) => {
  const { told, isMarked, ends } = await wiping(t, 'waiting');
  const { standing: end, next } = await told.end;
  t.equal(end.state, 'done');
  await next?.();
  t.strictSame(ends, ['wiped']);
  t.equal(isMarked(), true);
  const cut = await wiping(t, 'online');
  await cut.pass(200);
  cut.told.stop.abort(new Error('the power goes'));
  await t.rejects(cut.told.end, /power/);
  t.equal(cut.isMarked(), false);
});
