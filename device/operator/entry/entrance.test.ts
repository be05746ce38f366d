// Who is let in to work at the terminal, and who is not: every key that does not show that its owner is there, now, at this page.
import t from 'tap';
import { type JournalPayload, ManualClock, type SiteOperator } from '../../../protocol/index.ts';
import type { CounterRecord } from '../../flows/retry-limits.ts';
import { CARD_REFUSALS, type CardEntrance, type CardRefusalReason } from '../card/index.ts';
import { operatorWith, virtualKey } from '../fixtures/virtual-key.ts';
import { OperatorList } from '../operator-list.ts';
import { IDLE_MS, LONGEST_MS, OperatorSessions } from '../session.ts';
import { Entrance } from './entrance.ts';
import type { KeyPurpose } from './key-purpose.ts';
import { SecurityKeyEntry } from './security-key.ts';

const NOW_MS = Date.UTC(2026, 11, 1);
const ORIGIN = 'http://localhost:8080';
const { signal } = new AbortController();

interface Door {
  /** Over restarts. */
  readonly keyCounters?: Map<string, number>;
  readonly cards?: (pin: string) => CardEntrance;
  readonly journalFails?: boolean;
  /** The cabinet was opened; whether it is closed again. */
  readonly tampered?: { isClosed: boolean; isReopened?: boolean };
}

const refused = (reason: CardRefusalReason, triesLeft: number | null = null): CardEntrance => ({
  ...{ kind: 'refused', reason, triesLeft, message: CARD_REFUSALS[reason] },
});

function door(
  operators: readonly SiteOperator[],
  { cards = () => refused('no-card'), journalFails = false, keyCounters = new Map(), tampered }: Door = {},
) {
  const clock = new ManualClock(NOW_MS);
  const told: JournalPayload[] = [];
  const list = new OperatorList(operators, () => clock.nowMs());
  const record = (payload: JournalPayload): void => void told.push(payload);
  const append = (payload: JournalPayload): void => {
    if (journalFails) throw new Error('the journal cannot be written');
    record(payload);
  };
  const sessions = new OperatorSessions({ clock, list, journal: { append }, record });
  const kept = new Map<string, CounterRecord>();
  const counters = {
    get: (key: string) => kept.get(key),
    set: (key: string, counter: CounterRecord) => void kept.set(key, counter),
    delete: (key: string) => void kept.delete(key),
  };
  let cleared: string | null = null;
  const tamper = {
    get state() {
      return tampered && cleared === null ? ('tampered' as const) : ('intact' as const);
    },
    get isClosed() {
      return tampered?.isClosed === true;
    },
    clear: async (_by: string, operator: string | null) => {
      if (!tampered?.isReopened) cleared = operator;
    },
  };
  const entrance = new Entrance({
    ...{
      tamper,
      sessions,
      securityKeys: new SecurityKeyEntry({ list, clock, counters: countersIn(keyCounters) }),
      counters,
      clock,
      bootId: 'boot',
      record,
    },
    cards: { enter: async (pin) => cards(Buffer.from(pin.reveal()).toString()) },
  });
  const challenge = async (): Promise<string> => (await entrance.options())?.challenge ?? '';
  return { clock, told, list, sessions, entrance, challenge };
}

const countersIn = (kept: Map<string, number>) => ({
  of: (key: string) => kept.get(key) ?? 0,
  note: async (key: string, count: number) => void kept.set(key, count),
});

t.test('whoever has a key of the list is let in, and the journal says who, by what', async (t) => {
  const key = virtualKey();
  const somchai = operatorWith('operator', key);
  const { entrance, sessions, told, challenge } = door([somchai]);
  const entered = await entrance.bySecurityKey(key.answer(await challenge()), ORIGIN);
  if (!entered.entered) throw new Error(entered.why);
  t.ok(Buffer.from(entered.token, 'base64url').length === 16, 'a token of 128 bits');
  t.match(sessions.of(entered.token), { operator: { id: somchai.id }, by: 'security-key' });
  t.equal(sessions.of(undefined), undefined);
  t.equal(sessions.of('AAAAAAAAAAAAAAAAAAAAAA'), undefined, 'another token is nobody’s');
  t.strictSame(told, [
    { event: 'operator', what: 'entered', operator: somchai.id, by: 'security-key', role: 'operator', detail: '' },
  ]);
});

t.test(
  'at an opened cabinet nobody comes in; an administrator with a key does once it is closed, which ends it',
  async (t) => {
    const [operatorsKey, key] = [virtualKey(), virtualKey('red')];
    const [operator, administrator] = [operatorWith('operator', operatorsKey), operatorWith('administrator', key)];
    const cabinet = { isClosed: false, isReopened: true };
    const { entrance, sessions, told, challenge } = door([operator, { ...administrator, id: 'b'.repeat(22) }], {
      tampered: cabinet,
    });
    let counter = 0;
    const enter = async (by: typeof key) => {
      counter += 1;
      return await entrance.bySecurityKey(by.answer(await challenge(), { counter }), ORIGIN);
    };
    t.match(await enter(key), { entered: false, why: 'tampered', message: { th: /ตู้ของเครื่องถูกเปิด/, doEn: /close it/ } });
    cabinet.isClosed = true;
    t.match(await enter(operatorsKey), { entered: false, why: 'tampered' }, 'it is not theirs to say that all is well');
    t.match(await entrance.atBench(administrator), { entered: false, why: 'tampered' }, 'nor anybody’s without a key');
    t.equal(sessions.present, undefined);
    t.match(await enter(key), { entered: false, why: 'tampered' }, 'it was opened again meanwhile');
    cabinet.isReopened = false;
    t.match(told, Array(3).fill({ event: 'operator', what: 'refused', detail: 'tampered' }));
    t.match(await enter(key), { entered: true });
    t.match(await enter(operatorsKey), { entered: true }, 'and everybody comes in as ever');
  },
);

t.test('a key that was shown for one thing counts for no other', async (t) => {
  const key = virtualKey();
  const { entrance, sessions, told } = door([operatorWith('operator', key)]);
  const agreed = { to: 'agree', asker: 'a', code: '41', reason: 'worn ridges' } as const;
  let counter = 0;
  const answered = async (asked: KeyPurpose) => {
    counter += 1;
    return key.answer((await entrance.options(asked))?.challenge ?? '', { counter });
  };
  t.match(await entrance.bySecurityKey(await answered(agreed), ORIGIN), { entered: false, why: 'not-shown' });
  t.equal(sessions.present, undefined, 'who agreed has not come in');
  const others: readonly KeyPurpose[] = [
    { to: 'enter' },
    { ...agreed, code: '42' },
    { ...agreed, reason: 'another' },
    { ...agreed, asker: 'b' },
  ];
  for (const other of others)
    t.match(
      await entrance.shownByKey(await answered(other), { origin: ORIGIN, purpose: agreed }),
      { why: 'not-shown' },
      JSON.stringify(other),
    );
  t.match(told, Array(5).fill({ what: 'refused', detail: 'not-shown' }));
  const shown = await entrance.shownByKey(await answered(agreed), { origin: ORIGIN, purpose: agreed });
  t.match(shown, { operator: { role: 'operator' } });
});

t.test('a key of either kind that the office registers is taken', async (t) => {
  for (const algorithm of ['ES256', 'EdDSA'] as const) {
    const key = virtualKey('blue', algorithm);
    const { entrance, challenge } = door([operatorWith('operator', key)]);
    t.match(await entrance.bySecurityKey(key.answer(await challenge()), ORIGIN), { entered: true }, algorithm);
    const other = virtualKey('red', algorithm).answer(await challenge());
    const forged = { ...key.answer('x'), response: other.response };
    t.match(await entrance.bySecurityKey(forged, ORIGIN), { entered: false, why: 'not-shown' }, algorithm);
  }
});

t.test('nothing else lets anybody in', async (t) => {
  const [key, stranger] = [virtualKey(), virtualKey('unknown')];
  const { entrance, challenge, told, clock } = door([operatorWith('administrator', key)]);
  const why = async (response: ReturnType<typeof key.answer>, origin = ORIGIN): Promise<string> => {
    const answer = await entrance.bySecurityKey(response, origin);
    return answer.entered ? 'entered' : answer.why;
  };
  t.equal(await why(stranger.answer(await challenge())), 'unknown-key');
  t.equal(await why(key.answer('bWFkZSB1cA')), 'not-shown', 'a challenge that nobody has given');
  t.equal(
    await why(key.answer(await challenge(), { isVerified: false })),
    'not-shown',
    'the key has not asked who they are',
  );
  t.equal(
    await why(key.answer(await challenge(), { origin: 'http://localhost:9999' })),
    'not-shown',
    'shown to another page',
  );
  t.equal(await why(key.answer(await challenge(), { rpId: 'example.org' })), 'not-shown', 'meant for another');
  const bent = key.answer(await challenge());
  bent.response.signature = stranger.answer('x').response.signature;
  t.equal(await why(bent), 'not-shown', 'signed by another key');
  const once = key.answer(await challenge());
  t.equal(await why(once), 'entered');
  t.equal(await why(once), 'not-shown', 'and never twice');
  const late = await challenge();
  clock.advance(2 * 60_000);
  t.equal(await why(key.answer(late)), 'not-shown', 'after its two minutes');
  const refused = told.filter((payload) => payload.event === 'operator' && payload.what === 'refused');
  t.equal(refused.length, 8, 'each is an entry');
  t.match(refused[0], { operator: null, by: 'security-key', detail: 'unknown-key' });
});

t.test('a key that counts backwards was copied: it lets nobody in, after a restart too', async (t) => {
  const [key, idle] = [virtualKey(), virtualKey('idle')];
  const somchai = operatorWith('administrator', key, idle);
  const keyCounters = new Map<string, number>();
  const entering = async (door: ReturnType<typeof doorAnew>, counter: number, by = key): Promise<string> => {
    const answer = await door.entrance.bySecurityKey(by.answer(await door.challenge(), { counter }), ORIGIN);
    return answer.entered ? 'entered' : answer.why;
  };
  const doorAnew = () => door([somchai], { keyCounters });
  t.equal(await entering(doorAnew(), 7), 'entered');
  const later = doorAnew();
  for (const counter of [7, 3, 0]) t.equal(await entering(later, counter), 'copied-key', `${counter}`);
  t.match(later.told, Array(3).fill({ what: 'refused', operator: somchai.id, role: null, detail: 'copied-key' }));
  t.notMatch(
    await later.entrance.bySecurityKey(key.answer(await later.challenge(), { counter: 1 }), ORIGIN),
    { whose: Object },
    'the page is not told whose it is',
  );
  t.equal(await entering(later, 8), 'entered', 'the one that goes on');
  for (let time = 0; time < 2; time += 1) t.equal(await entering(doorAnew(), 0, idle), 'entered', 'it does not count');
});

t.test('ten refusals within a minute bring a pause, which no more entries fill', async (t) => {
  const key = virtualKey();
  const { entrance, told, clock, challenge } = door([operatorWith('operator', key)]);
  for (let at = 0; at < 20; at += 1) await entrance.bySecurityKey(key.answer('bm90aGluZw'), ORIGIN);
  t.equal(told.length, 10);
  t.match(await entrance.bySecurityKey(key.answer(await challenge()), ORIGIN), { why: 'paused' });
  clock.advance(30_000);
  t.match(await entrance.bySecurityKey(key.answer(await challenge()), ORIGIN), { entered: true });
});

t.test('a card is asked with its PIN; a reader without a card is no attempt', async (t) => {
  const entered: CardEntrance = {
    ...{ kind: 'entered', operator: operatorWith('operator') },
    key: { kind: 'card', label: 'white', publicKey: 'AQID' },
  };
  const answers = [refused('no-card'), refused('wrong-pin', 2), entered];
  const asked: string[] = [];
  const { entrance, told } = door([], {
    cards: (pin) => {
      asked.push(pin);
      return answers[asked.length - 1] ?? refused('no-card');
    },
  });
  t.match(await entrance.byCard('111111', signal), { why: 'no-card' });
  t.match(await entrance.byCard('222222', signal), { entered: false, why: 'wrong-pin', message: { en: /PIN/ } });
  t.match(await entrance.byCard('123456', signal), { entered: true });
  t.strictSame(asked, ['111111', '222222', '123456']);
  t.strictSame(
    told.map((payload) => payload.event === 'operator' && payload.what),
    ['refused', 'entered'],
  );
  t.notMatch(JSON.stringify(told), /222222|123456/, 'no PIN is told');
});

t.test('nobody comes in of whom the journal cannot tell', async (t) => {
  const key = virtualKey();
  const { entrance, sessions, challenge } = door([operatorWith('operator', key)], { journalFails: true });
  await t.rejects(entrance.bySecurityKey(key.answer(await challenge()), ORIGIN), /cannot be written/);
  t.equal(sessions.leftMs, 0);
});

t.test('a session ends by itself: unused, too long, no longer valid, or when another comes', (t) => {
  const somchai = operatorWith('operator');
  const ends: string[] = [];
  const opened = (operator = somchai) => {
    const made = door([operator]);
    made.sessions.ends.listen((how) => ends.push(how));
    return { ...made, token: made.sessions.enter(operator, 'card') };
  };
  const unused = opened();
  unused.clock.advance(IDLE_MS - 1);
  t.ok(unused.sessions.of(unused.token, { isIdle: true }), 'a page that asks by itself keeps nobody in');
  unused.clock.advance(1);
  t.equal(unused.sessions.of(unused.token), undefined);

  const long = opened();
  for (let at = 0; at < LONGEST_MS; at += IDLE_MS / 2) {
    t.ok(long.sessions.of(long.token));
    long.clock.advance(IDLE_MS / 2);
  }
  t.equal(long.sessions.of(long.token), undefined, 'twelve hours');

  const short = opened({ ...somchai, validUntilMs: NOW_MS + 1000 });
  const begun = short.sessions.of(short.token)?.signal;
  short.clock.advance(1000);
  t.equal(short.sessions.of(short.token), undefined, 'its end is not part of it');
  t.ok(begun?.aborted, 'and what they had begun ends');

  const first = opened();
  const second = first.sessions.enter(operatorWith('auditor'), 'security-key');
  t.equal(first.sessions.of(first.token), undefined);
  t.ok(first.sessions.of(second));
  first.sessions.end('left');
  first.sessions.end('left');
  t.strictSame(ends, ['idle', 'too-long', 'no-longer-valid', 'another-came', 'left']);
  t.match(first.told.at(-1), { what: 'left', role: 'auditor', detail: '' });
  t.match(first.told.at(-2), { what: 'ended', detail: 'another-came' });
  t.end();
});

t.test('whoever the fleet has let in until yesterday has no key here', async (t) => {
  const key = virtualKey();
  const { entrance, list } = door([{ ...operatorWith('operator', key), validUntilMs: NOW_MS }]);
  t.equal(await entrance.options(), undefined);
  t.strictSame(list.valid, []);
  t.match(await entrance.bySecurityKey(key.answer('x'), ORIGIN), { why: 'unknown-key' });
});
