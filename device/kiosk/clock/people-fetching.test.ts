// Somebody is asked for while they wait, no longer, and not once they have gone.

import t from 'tap';
import type { KioskEvent } from '../../../protocol/index.ts';
import { type AskFleet, PeopleFetching } from './people-fetching.ts';

function asking(askFor: AskFleet['askFor'], at: 'online' | 'waiting' = 'online') {
  const told: KioskEvent['type'][] = [];
  const fetching = new PeopleFetching(({ type }) => void told.push(type));
  fetching.open({ askFor, state: { at, attempt: 0 } });
  const leaving = new AbortController();
  return { told, leaving, fetch: () => fetching.fetch('0012', leaving.signal) };
}

t.test('whoever the fleet sends is here, and whoever it does not know is not', async (t) => {
  const here = asking(async () => 'here');
  t.equal(await here.fetch(), true);
  here.leaving.abort();
  t.strictSame(here.told, ['claim-asked'], 'what comes of them afterwards is not ours to say');
  t.equal(await asking(async () => 'nobody').fetch(), false);
  const offline = asking(async () => 'here', 'waiting');
  t.equal(await offline.fetch(), false);
  t.strictSame(offline.told, []);
});

t.test('whoever goes meanwhile is told of at once, and waits no more', async (t) => {
  const { fetch, leaving, told } = asking(() => new Promise(() => undefined));
  const asked = fetch();
  t.strictSame(told, ['claim-asked']);
  leaving.abort();
  t.strictSame(told, ['claim-asked', 'claim-over']);
  t.equal(await asked, false);
});
