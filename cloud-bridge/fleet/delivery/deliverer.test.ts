// Deliveries over a broker that nobody may trust: it drops, doubles, reorders and makes up, and can neither fake a proof nor keep one away for good.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { terminalKey } from '../../../protocol/fleet/fixtures/keys.ts';
import {
  type BatchSigner,
  isFault,
  KioskError,
  ManualClock,
  openCommand,
  type PeopleReport,
  parseTopic,
  ReplayGuard,
  signReport,
  TrustedKeys,
  terminalAddress,
  terminalName,
  topicRoot,
} from '../../../protocol/index.ts';
import type { Connection } from '../../connection.ts';
import { MemoryTable, openerOf } from '../../fixtures/memory-people.ts';
import { photoOf } from '../../fixtures/photo-suite.ts';
import { keptLog } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { PeopleSync } from '../../people/people-sync.ts';
import { FleetKeys } from '../fleet-keys.ts';
import { openSqliteRegister } from '../register/open-register.ts';
import { MOST_PHOTOS } from '../register/photo-turns.ts';
import { isAnswered, newCourse, newQuestion } from './course.ts';
import { Deliverer, type DeliveryStep } from './deliverer.ts';

const address = terminalAddress('bangkok', 'gate-17');
const place = { site: 'bangkok', terminal: terminalName(address) };
const everywhere = { to: { kind: 'everyone', name: '' }, at: { kind: 'everywhere', name: '' } } as const;

/** What the broker makes of a message that goes down. */
type Meddling = (payload: string, deliver: (payload: string) => Promise<void>) => Promise<void>;
const honest: Meddling = (payload, deliver) => deliver(payload);

interface Options {
  readonly meddling?: Meddling;
  readonly people?: number;
  readonly signer?: BatchSigner;
}

async function joined(t: Test, { meddling = honest, people = 3, signer }: Options = {}) {
  const folder = t.testdir();
  const clock = new ManualClock();
  const register = await openSqliteRegister(join(folder, 'fleet.db'), clock);
  const operator = await FleetKeys.open(join(folder, 'operator.json'), 'operator');
  const trust = TrustedKeys.parse(operator.publicJwks());
  const own = await terminalKey();
  const table = new MemoryTable();
  const steps: DeliveryStep[] = [];
  const refused: string[] = [];
  const reports: string[] = [];
  let pinned: string | null = (await thumbprintOf(own)) ?? null;
  let down = meddling;
  const deliverer = new Deliverer({
    ...{ register, keys: operator, clock, log: keptLog() },
    keyOf: async () => pinned,
  });
  deliverer.steps.listen((step) => steps.push(step));
  const sync = new PeopleSync({
    ...{ address, table, opener: await openerOf(), signer: signer ?? own, clock, log: keptLog() },
    publish: async (report) => {
      reports.push(report);
      await deliverer.hear({ address, channel: 'people/reported', payload: Buffer.from(report) });
    },
  });
  const replayGuard = new ReplayGuard();
  const hear = async (topic: string, payload: string): Promise<void> => {
    const channel = parseTopic(topic)?.channel;
    if (channel !== 'people/desired' && channel !== 'people/delta') throw new Error(topic);
    try {
      const audience = topicRoot(address);
      sync.hear(
        await openCommand(Buffer.from(payload), { trust, audience, channel, clock, clockIsTrusted: true, replayGuard }),
      );
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      refused.push(String(fault.context['why']));
    }
  };
  const publish: Connection['publish'] = ({ topic, payload }) => down(String(payload), (what) => hear(topic, what));
  const stop = new AbortController();
  let line = new AbortController();
  const connected = (): Promise<unknown> =>
    deliverer
      .run({ publish } as Connection, AbortSignal.any([stop.signal, line.signal]))
      .catch((reason: unknown) => reason);
  const running = [connected(), sync.run(stop.signal).catch((reason: unknown) => reason)];
  const reconnect = (): void => {
    line.abort(new Error('the line is gone'));
    line = new AbortController();
    running.push(connected());
  };
  t.teardown(async () => {
    stop.abort();
    await Promise.all(running);
    await register[Symbol.asyncDispose]();
  });
  await register.grants.add(everywhere, 'manager');
  await register.atOnce(async (them) => {
    for (let code = 1; code <= people; code += 1) await them.add({ code: `${code}`, nameTh: 'สมชาย' });
  });
  const refresh = async (): Promise<void> => {
    const [table] = await register.tables.refresh([place]);
    if (table?.hasChanged) await deliverer.changed(address);
  };
  const isProven = async (): Promise<boolean> => (await register.deliveries.of(place.terminal))?.isProven === true;
  const meddle = (how: Meddling): void => {
    down = how;
  };
  const pin = (thumbprint: string | null): void => {
    pinned = thumbprint;
  };
  return {
    register,
    deliverer,
    table,
    clock,
    steps,
    refused,
    reports,
    refresh,
    isProven,
    meddle,
    pin,
    own,
    hear,
    reconnect,
    sync,
  };
}

async function thumbprintOf({ publicJwk }: BatchSigner): Promise<string> {
  const { calculateJwkThumbprint } = await import('jose');
  return await calculateJwkThumbprint(publicJwk);
}

const channelOf = (jws: string): unknown =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()).channel;

/** Time goes on, a little at a time, as long as something has to come true. */
const inTime = async (clock: ManualClock, what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> =>
  until(what, async () => {
    if (await isTrue()) return true;
    clock.advance(500);
    return false;
  });

t.test('sent, taken, and proven by the terminal’s own hash', async (t) => {
  const { refresh, isProven, table, clock, steps, register } = await joined(t);
  await refresh();
  await inTime(clock, 'proven', isProven);
  t.equal(table.people.size, 3);
  await inTime(clock, 'told', () => steps.at(-1)?.step === 'proven');
  t.match(steps.at(-1), { terminal: 'bangkok.gate-17', parts: { sent: 0, of: 0 } });
  const [first] = await register.people.all();
  if (first) await register.people.remove(first.id);
  await refresh();
  await inTime(clock, 'proven again', isProven);
  t.equal(table.people.size, 2);
});

t.test('what was proven before its sending came to an end is not told as sent afterwards', async (t) => {
  const { refresh, isProven, clock, steps, meddle } = await joined(t);
  meddle(async (payload, deliver) => {
    await deliver(payload);
    if (channelOf(payload) === 'people/desired') await until('proven', isProven);
  });
  await refresh();
  await inTime(clock, 'proven', isProven);
  clock.advance(5000);
  await inTime(clock, 'told', () => steps.some(({ step }) => step === 'proven'));
  t.equal(steps.at(-1)?.step, 'proven');
});

t.test('a terminal is told of other methods once it has said that it understands them', async (t) => {
  const { refresh, isProven, table, clock, register } = await joined(t);
  const [first] = await register.people.all();
  const span = { from: '2026-11-01', until: '2026-12-31' };
  const record = { kind: 'method', personId: first?.id ?? '', ...span, body: { method: 'card-finger' } } as const;
  await register.times.book([record], 'manager');
  await refresh();
  await inTime(clock, 'proven', isProven);
  await inTime(clock, 'told', () => table.people.get(first?.id ?? '')?.methods !== undefined);
  t.strictSame(table.people.get(first?.id ?? '')?.methods, [{ method: 'card-finger', ...span }]);
  await inTime(clock, 'proven with it', isProven);
  const others = [...table.people.values()].filter(({ id }) => id !== first?.id);
  t.notOk(others.some((person) => 'methods' in person));
});

t.test('a photo goes to the terminal sealed, is replaced, and is gone with the next table', async (t) => {
  const { refresh, isProven, table, clock, register, meddle } = await joined(t);
  const wire: string[] = [];
  meddle(async (payload, deliver) => {
    wire.push(payload);
    await deliver(payload);
  });
  const [first] = await register.people.all();
  const id = first?.id ?? '';
  const shown = () => table.people.get(id)?.photo;
  for (const photo of [photoOf('the face of nobody'), photoOf('the same, older')]) {
    await register.photos.keep(id, photo);
    await register.people.touch(id);
    await refresh();
    await inTime(clock, 'told', () => shown() === photo);
    await inTime(clock, 'proven', isProven);
  }
  t.notOk([...table.people.values()].some((person) => person.id !== id && 'photo' in person));
  t.ok(wire.length >= 2 && wire.every((payload) => !payload.includes(photoOf('the face of nobody').slice(0, 20))));
  await register.photos.remove(id);
  await register.people.touch(id);
  await refresh();
  await inTime(clock, 'gone', () => table.people.has(id) && shown() === undefined);
});

t.test(
  'of a thousand photos for a terminal that newly shows them, none keeps waiting whoever is to leave',
  async (t) => {
    const { refresh, isProven, table, clock, register } = await joined(t, { people: 1000 });
    await refresh();
    await inTime(clock, 'proven', isProven);
    const everybody = await register.people.all();
    for (const { id } of everybody) await register.photos.keep(id, photoOf(id));
    const photos = (): number => [...table.people.values()].filter(({ photo }) => photo !== undefined).length;
    let sent = 0;
    const keep = table.keep.bind(table);
    table.keep = (part) => {
      sent += part.put.filter(({ photo }) => photo !== undefined).length;
      return keep(part);
    };
    await refresh();
    await inTime(clock, 'some are there', () => photos() >= 3 * MOST_PHOTOS);
    const [first, last] = [everybody[0]?.id ?? '', everybody.at(-1)?.id ?? ''];
    await register.people.remove(first);
    await register.people.remove(last);
    await refresh();
    const before = photos();
    await inTime(clock, 'they have left', () => !table.people.has(first) && !table.people.has(last));
    t.ok(photos() <= before + MOST_PHOTOS, `${before} photos before, ${photos()} when they had left`);
    await inTime(clock, 'all are there', () => photos() === 998);
    await inTime(clock, 'proven', isProven);
    t.ok(sent <= 1000 + MOST_PHOTOS, `${sent} were sent: none that was there had to come again`);
  },
);

t.test('whoever has changed since they were counted is counted anew, whatever is on its way', async (t) => {
  const { refresh, isProven, table, clock, register } = await joined(t);
  await refresh();
  const [first] = await register.people.all();
  await register.people.change(first?.id ?? '', { nameTh: 'สมศรี' });
  await inTime(clock, 'told', () => table.people.get(first?.id ?? '')?.nameTh === 'สมศรี');
  await inTime(clock, 'proven', isProven);
  t.equal(table.people.size, 3);
});

t.test('what the broker loses is asked for again; what it doubles or reorders changes nothing', async (t) => {
  const held: (() => Promise<void>)[] = [];
  let count = 0;
  const meddling: Meddling = async (payload, deliver) => {
    count += 1;
    if (count === 2) return;
    if (count % 3 === 0) return void held.push(() => deliver(payload));
    await deliver(payload);
    await deliver(payload);
    for (const late of held.splice(0)) await late();
  };
  // About six parts.
  const { refresh, isProven, table, clock, refused } = await joined(t, { people: 300, meddling });
  await refresh();
  await inTime(clock, 'proven', isProven);
  t.equal(table.people.size, 300);
  t.ok(refused.every((why) => why === 'replayed') && refused.length > 0, 'told twice is told of, and refused');
});

t.test('what went under with the connection is sent again as soon as the terminal says that it lacks it', async (t) => {
  let lost = 0;
  const meddling: Meddling = async (payload, deliver) => {
    if (channelOf(payload) === 'people/desired' && lost === 0) lost += 1;
    else await deliver(payload);
  };
  const { refresh, isProven, table, reconnect } = await joined(t, { meddling });
  await refresh();
  await until('it is lost', () => lost > 0);
  reconnect();
  // No time passes.
  await until('proven', isProven);
  t.equal(table.people.size, 3);
});

t.test('a terminal that says how it stands while parts are sealed for it gets them all the same', async (t) => {
  const { refresh, isProven, table, register, reports, sync } = await joined(t, { people: 1000 });
  const { tables } = register;
  const asCounted = tables.asCounted.bind(tables);
  const nonces = ['1', '2', '3'].map((word) => word.repeat(22));
  tables.asCounted = async (...of) => {
    const [before, nonce] = [reports.length, nonces.shift()];
    if (nonce !== undefined) sync.hear({ ask: 'report', nonce });
    await until('it is heard', () => nonce === undefined || reports.length > before);
    return await asCounted(...of);
  };
  await refresh();
  // No time passes.
  await until('proven', isProven);
  t.strictSame(nonces, []);
  t.equal(table.people.size, 1000);
});

t.test('a terminal whose disk is full before it has all parts is not sent the rest again and again', async (t) => {
  let parts = 0;
  const meddling: Meddling = async (payload, deliver) => {
    if (channelOf(payload) === 'people/desired') parts += 1;
    await deliver(payload);
  };
  const { refresh, isProven, clock, table, steps } = await joined(t, { people: 1000, meddling });
  const keep = table.keep.bind(table);
  table.keep = (part) => {
    if (part.part > 1) throw new KioskError('STORE_FULL');
    return keep(part);
  };
  await refresh();
  for (let second = 0; second < 60; second += 1) {
    clock.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  t.ok(parts >= 6 && parts <= 24, `${parts} parts of three in a minute`);
  t.match(
    steps.findLast(({ step }) => step === 'incomplete'),
    { why: 'STORE_FULL' },
  );
  table.keep = keep;
  await inTime(clock, 'proven', isProven);
});

t.test('a terminal that could not take it is not put off by saying so again and again', async (t) => {
  const { refresh, isProven, clock, table, sync, meddle } = await joined(t);
  table.fault = new KioskError('STORE_FULL');
  await refresh();
  await inTime(clock, 'it was tried for long', () => clock.monotonicMs() > 400_000);
  table.fault = undefined;
  const sinceMs = clock.monotonicMs();
  let sent = 0;
  meddle(async (payload, deliver) => {
    await deliver(payload);
    sent += 1;
  });
  await until('proven', async () => {
    if (await isProven()) return true;
    const before = sent;
    sync.hear({ ask: 'report', nonce: 'n'.repeat(22) });
    // Each word is answered after whatever is on its way: time stands still while that is sealed, however long it takes here.
    await until('it is answered', () => sent > before);
    clock.advance(2000);
    return false;
  });
  t.ok(clock.monotonicMs() - sinceMs <= 320_000, `after ${clock.monotonicMs() - sinceMs} ms`);
});

t.test('an old table that is played again brings nobody back, nor does anybody else’s', async (t) => {
  const kept: string[] = [];
  const { refresh, isProven, table, clock, register, hear, refused, meddle } = await joined(t);
  meddle(async (payload, deliver) => {
    if (channelOf(payload) === 'people/desired') kept.push(payload);
    await deliver(payload);
  });
  await refresh();
  await inTime(clock, 'proven', isProven);
  const [first] = await register.people.all();
  if (first) await register.people.remove(first.id);
  await refresh();
  await inTime(clock, 'proven again', isProven);
  await hear('ridged/v1/bangkok/gate-17/people/desired', kept[0] ?? '');
  t.match(refused.at(-1), 'replayed');
  t.equal(table.people.size, 2);
  const stranger = await FleetKeys.open(join(t.testdir({}), 'stranger.json'), 'operator');
  const { signCommand } = await import('../../../protocol/index.ts');
  const command = {
    audience: topicRoot(address),
    channel: 'people/delta',
    body: { sealed: 'x' },
    id: 'i'.repeat(22),
  } as const;
  await hear('ridged/v1/bangkok/gate-17/people/delta', await signCommand(command, stranger.signer, clock));
  t.match(refused.at(-1), 'unknown-key');
});

t.test('a report that another key has signed, or that was heard before, proves nothing', async (t) => {
  const forger = await terminalKey();
  const forged = await joined(t, { signer: forger });
  await forged.refresh();
  await inTime(forged.clock, 'refused', () => forged.steps.some(({ step }) => step === 'refused'));
  t.match(forged.steps.at(-1), { step: 'refused', why: /another key/ });
  t.equal(await forged.isProven(), false);
  const { refresh, isProven, clock, register, deliverer, reports } = await joined(t);
  await refresh();
  await inTime(clock, 'proven', isProven);
  const green = reports.at(-1) ?? '';
  const [first] = await register.people.all();
  if (first) await register.people.remove(first.id);
  await register.tables.refresh([place]);
  await deliverer.hear({ address, channel: 'people/reported', payload: Buffer.from(green) });
  t.equal(await isProven(), false, 'the green one of before');
  const other = terminalAddress('bangkok', 'gate-18');
  await deliverer.hear({ address: other, channel: 'people/reported', payload: Buffer.from(green) });
  t.equal(await register.deliveries.of('bangkok.gate-18'), undefined, 'shown as another terminal’s');
  await deliverer.hear({ address, channel: 'people/reported', payload: Buffer.from('nonsense') });
});

t.test('a terminal whose key is made known later is heard then', async (t) => {
  const { refresh, isProven, clock, pin, own, steps } = await joined(t);
  pin(null);
  await refresh();
  for (let second = 0; second < 10; second += 1) {
    clock.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  t.equal(await isProven(), false);
  pin(await thumbprintOf(own));
  await inTime(clock, 'proven', isProven);
  t.notOk(steps.some(({ step }) => step === 'refused'));
});

t.test('a terminal that cannot take it is asked later and later, and says why', async (t) => {
  const { refresh, isProven, clock, table, steps, reports } = await joined(t);
  table.fault = new KioskError('STORE_FULL');
  await refresh();
  await inTime(clock, 'told', () => steps.some(({ step }) => step === 'incomplete'));
  t.match(
    steps.findLast(({ step }) => step === 'incomplete'),
    { why: 'STORE_FULL' },
  );
  const before = reports.length;
  for (let second = 0; second < 120; second += 1) {
    clock.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  t.ok(reports.length - before <= 8, `${reports.length - before} tries in two minutes`);
  table.fault = undefined;
  await inTime(clock, 'proven', isProven);
});

t.test('a terminal whose key is none keeps nobody else waiting', async (t) => {
  const { refresh, isProven, clock, deliverer, register, steps, own } = await joined(t);
  const bad = terminalAddress('bangkok', 'gate-18');
  const report: PeopleReport = {
    ...{ from: topicRoot(bad), number: 1, utcMs: 1, table: null, needs: null, fault: null, problems: [], captures: [] },
    ...{ capacity: { fingers: 9 }, challenge: 'c'.repeat(22), answers: [] },
    // Of the right shape, and no point of the curve.
    sealingKey: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
  };
  const payload = Buffer.from(await signReport(report, own));
  await register.tables.refresh([{ site: bad.site, terminal: terminalName(bad) }]);
  await deliverer.hear({ address: bad, channel: 'people/reported', payload });
  await refresh();
  await inTime(clock, 'proven', isProven);
  await inTime(clock, 'told', () =>
    steps.some(({ terminal, step, why }) => terminal.endsWith('18') && step === 'refused' && why === 'KEY_UNAVAILABLE'),
  );
});

t.test('what the broker keeps back until it is out of date changes nothing', async (t) => {
  const { refresh, isProven, clock, register, meddle, table, deliverer } = await joined(t);
  await refresh();
  await inTime(clock, 'proven', isProven);
  const kept: (() => Promise<void>)[] = [];
  meddle(async (payload, deliver) => void kept.push(() => deliver(payload)));
  const brief = await register.people.add({ code: 'brief' });
  await refresh();
  await inTime(clock, 'sent', () => kept.length > 0);
  await register.people.remove(brief.id);
  meddle(honest);
  await refresh();
  t.equal(await isProven(), false, 'the hash of before proves nothing while that is under way');
  await inTime(clock, 'proven', isProven);
  t.ok(deliverer.isFresh(address));
  for (const late of kept) await late();
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.equal(table.people.size, 3);
  t.equal(await isProven(), true);
});

t.test('a terminal that has lost its store, and counts anew, gets everybody', async (t) => {
  const { refresh, isProven, clock, table, register, deliverer, reports } = await joined(t);
  await refresh();
  await inTime(clock, 'proven', isProven);
  t.ok(reports.length >= 2);
  table.lose();
  await deliverer.hear({ address, channel: 'people/reported', payload: Buffer.from(reports[0] ?? '') });
  await inTime(clock, 'it is asked, and has everybody again', () => table.people.size === 3);
  await inTime(clock, 'proven', isProven);
  t.equal((await register.deliveries.of(place.terminal))?.report?.table?.people, 3);
});

t.test('each report is answered by how long everything holds', async (t) => {
  const { refresh, isProven, clock, table, register } = await joined(t);
  await refresh();
  await inTime(clock, 'proven', isProven);
  await inTime(clock, 'told', () => table.words.length > 0);
  t.equal(table.words.at(-1), null, 'however long, as long as nobody has said otherwise');
  await register.settings.setOfflineForMs(86_400_000);
  clock.advance(300_001);
  await inTime(clock, 'told anew', () => table.words.at(-1) === 86_400_000);
});

t.test('an answer that somebody kept back is no news once a later question was answered', (t) => {
  const course = newCourse(address, 0);
  const [first, second, third] = [newQuestion(course, 1), newQuestion(course, 2), newQuestion(course, 3)];
  t.notOk(isAnswered(course, ['x'.repeat(22)]));
  t.equal(course.isFresh, false);
  t.ok(isAnswered(course, [second]));
  t.notOk(isAnswered(course, [first]), 'it is older');
  t.notOk(isAnswered(course, [second]), 'once');
  t.ok(isAnswered(course, [first, third]));
  t.end();
});
