// Who is on which connection: births and deaths in their order, and floods of made-up names.
import t from 'tap';
import { terminalAddress } from '../../../protocol/index.ts';
import { birthInfo } from '../../fixtures/surroundings.ts';
import { Presence } from './presence.ts';

const said = (terminal: string, body: unknown) => ({
  address: terminalAddress('bangkok', terminal),
  channel: 'status' as const,
  payload: new TextEncoder().encode(JSON.stringify(body)),
});
const journal = { journalId: 'journal-a', lastSeq: 0, acknowledgedSeq: 0 };
const born = (terminal: string, connection: string) =>
  said(terminal, { ...{ state: 'online', connection, utcMs: 1, journal }, ...birthInfo });
const gone = (terminal: string, connection: string) => said(terminal, { state: 'offline', connection, reason: 'lost' });

t.test('a terminal is where its latest birth says, until that very connection ends', async (t) => {
  const presence = new Presence();
  const at = () => presence.connectionOf('bangkok.gate');
  presence.hear(born('gate', 'first'), true);
  presence.hear(born('gate', 'second'), true);
  presence.hear(gone('gate', 'first'), true);
  t.equal(at(), 'second');
  for (const nonsense of [said('gate', { state: 'away' }), said('gate', null), said('gate', 7)])
    presence.hear(nonsense, true);
  t.equal(at(), 'second');
  presence.hear(gone('gate', 'second'), true);
  t.equal(at(), undefined);
  presence.hear(born('gate', 'third'), false);
  presence.hear(born('gate', 'fourth'), true);
  presence.hear(gone('gate', 'third'), false);
  t.equal(at(), 'fourth', 'its key became known in between');
});

t.test('made-up names push out each other, and no terminal of the fleet', async (t) => {
  const presence = new Presence();
  for (let n = 0; n < 50; n += 1) presence.hear(born(`gate-${n}`, 'own'), true);
  presence.hear(born('first-stranger', 'x'), false);
  for (let n = 0; n < 25_000; n += 1) presence.hear(born(`made-up-${n}`, 'x'), false);
  const gates = Array.from({ length: 50 }, (_, n) => presence.connectionOf(`bangkok.gate-${n}`));
  t.ok(gates.every((connection) => connection === 'own'));
  t.equal(presence.connectionOf('bangkok.first-stranger'), undefined);
  t.equal(presence.connectionOf('bangkok.made-up-24999'), 'x', 'the latest of them stay');
});
