// Card readers without pcscd: the whole suite in one process, and what is said of a reader that is not real.
import t from 'tap';
import { systemClock } from '../../protocol/index.ts';
import { cardConformance } from '../conformance/card-conformance.ts';
import { pivConformance } from '../conformance/piv-conformance.ts';
import { openVirtualReader } from '../virtual/card/open-virtual-reader.ts';
import { samplePhoto } from './fixtures/sample-photo.ts';
import { openCardReaders } from './open-card-readers.ts';
import { codeIn, slotStateOf } from './pcsc-words.ts';

const parts = { clock: systemClock, random: () => 0.3 };

t.test('conformance, in the process', async (t) => {
  const bench = () => openVirtualReader({ bus: { kind: 'in-process' }, paced: false }, parts);
  cardConformance(t, { bench, photo: await samplePhoto(), parts });
  pivConformance(t, { bench, photo: await samplePhoto(), parts });
});

t.test('states are read by their bits, whatever the counter above them', async (t) => {
  const atr = Uint8Array.of(0x3b);
  t.strictSame(slotStateOf(0x1_0022, atr), { isPresent: true, atr, changes: 1 });
  t.strictSame(slotStateOf(0x5_0122, atr), { isPresent: true, atr, changes: 5 });
  t.strictSame(slotStateOf(0x3_0222, atr), { isPresent: true, atr: new Uint8Array(), changes: 3 }, 'mute');
  t.strictSame(slotStateOf(0x4_0012, atr), { isPresent: false, atr: new Uint8Array(), changes: 4 });
  t.equal(codeIn(new Error('SCardConnect error: Card is unpowered.(0x80100067)')), 0x8010_0067);
  t.equal(codeIn(new Error('Card Reader not connected')), 0);
});

t.test('a terminal without card readers says so, and one that means virtual ones needs them', async (t) => {
  const { signal } = new AbortController();
  await using none = await openCardReaders({ driver: 'none' }, { clock: systemClock, signal });
  t.equal(none.state, 'closed');
  t.match(none.lastFault, { code: 'HAL_UNAVAILABLE', context: { why: 'card.driver is none' } });
  t.strictSame([none.names, none.present], [[], []]);
  await t.rejects(openCardReaders({ driver: 'virtual' }, { clock: systemClock, signal }), { code: 'HAL_UNAVAILABLE' });
  await using virtual = await openVirtualReader({ bus: { kind: 'in-process' } }, parts);
  t.match(virtual.bus, /in-process: no pcscd/);
  await using readers = await openCardReaders({ driver: 'virtual' }, { clock: systemClock, signal, virtual });
  t.equal(readers.state, 'ready');
  t.ok(readers.names.every((name) => name.startsWith('Virtual reader in this process')));
});
