// The telephone over HTTP: what is typed reaches the provider and nobody else; what nobody asked for, or no keypad sends, reaches nobody.
import t from 'tap';
import { askPage } from '../../fixtures/page-reader.ts';
import { until } from '../../fixtures/terminal.ts';
import { profileFor, providerSide } from '../../flows/fixtures/invented-visit.ts';
import { ProveStage } from '../../flows/fixtures/prove-stage.ts';
import { CLOSED, screenFor } from './fixtures/prove-page.ts';

const MOBILE = '0812345678';
const CODE = '246813';

const { key } = await providerSide();
const base = profileFor(key);
const profile = profileFor(key, {
  steps: { ...base.steps, mobile: 'required' },
  limits: { ...base.limits, sessionMs: 120_000, idleMs: 30_000 },
});
const choices = { proofing: true, improvement: false };

/** A visit on its way to the telephone, and a page that answers it. */
async function calling(script: ConstructorParameters<typeof ProveStage>[1] = {}) {
  const stage = new ProveStage([profile], script);
  const bugs: unknown[] = [];
  const screen = await screenFor({ kind: 'open', counter: stage.counter }, { noteBug: (bug) => bugs.push(bug) });
  stage.onEvent('prove-notice', ({ visit }) =>
    queueMicrotask(() => stage.counter.answerConsent(visit, { choices, language: 'th' })),
  );
  const answer = stage.flow.visit(stage.card, new AbortController().signal);
  const asked = (asks: string, times = 1) =>
    until(`${asks} is asked for`, () => mobileEvents(stage).filter((event) => event.asks === asks).length >= times);
  const say = (body: unknown) => askPage(screen.url, '/screen/prove/mobile', body);
  return { stage, screen, bugs, answer, asked, say };
}

const mobileEvents = (stage: ProveStage) =>
  stage.events.flatMap((event) => (event.type === 'prove-mobile' ? [event] : []));

t.test('a citizen types the number, then the code, and is proved', async (t) => {
  const { stage, screen, bugs, answer, asked, say } = await calling();
  await using _ = screen;
  t.match(await say({ visit: 1, act: 'number', mobile: MOBILE }), { status: 400 }, 'before it is asked for');
  await asked('number');
  t.match(await say({ visit: 1, act: 'code', code: CODE }), { status: 400 }, 'not yet');
  t.match(await say({ visit: 2, act: 'number', mobile: MOBILE }), { status: 400 }, 'another visit');
  const first = await say({ visit: 1, act: 'number', mobile: MOBILE });
  t.strictSame(first, { status: 200, body: { visit: 1 } }, 'what was typed is not told back');
  await asked('code');
  t.strictSame(await say({ visit: 1, act: 'code', code: CODE }), { status: 200, body: { visit: 1 } });
  t.equal((await say({ visit: 1, act: 'code', code: CODE })).status, 400, 'twice');
  t.match(await answer, { outcome: 'proved' });
  t.match(
    stage.events.filter(({ type }) => type === 'prove-contact'),
    [{ visit: 1, result: 'confirmed' }],
  );
  t.equal((await say({ visit: 1, act: 'skip' })).status, 400, 'after the visit');
  const kept = JSON.stringify([stage.events, stage.journal, stage.faults, bugs, [...stage.evidence.values()]]);
  for (const typed of [MOBILE, CODE]) t.notMatch(kept, typed, 'in no event, entry, fault or evidence');
  t.strictSame(
    stage.asked.filter(({ service }) => service === 'mobile-confirmation').map(({ body }) => 'act' in body && body.act),
    [
      { step: 'send', mobile: MOBILE },
      { step: 'check', code: CODE },
    ],
    'and to the provider as it was typed',
  );
});

t.test('a wrong code, sending again, another number, going on without', async (t) => {
  const { stage, screen, answer, asked, say } = await calling({ mobile: ['sent', 'wrong-code', 'sent'] });
  await using _ = screen;
  await asked('number');
  t.equal((await say({ visit: 1, act: 'resend' })).status, 400, 'nothing was sent yet');
  await say({ visit: 1, act: 'number', mobile: MOBILE });
  await asked('code');
  t.equal((await say({ visit: 1, act: 'code', code: '000000' })).status, 200);
  await asked('code', 2);
  t.match(mobileEvents(stage).at(-1), { complaint: 'wrong-code', triesLeft: 2, mayResend: true });
  t.equal((await say({ visit: 1, act: 'number', mobile: '0898765432' })).status, 200, 'instead of sending again');
  await asked('code', 3);
  t.match(mobileEvents(stage).at(-1), { complaint: null, triesLeft: 2, mayResend: false });
  for (const act of [{ act: 'resend' }, { act: 'number', mobile: MOBILE }])
    t.equal((await say({ visit: 1, ...act })).status, 400, 'once only');
  t.equal((await say({ visit: 1, act: 'skip' })).status, 200);
  t.match(await answer, { code: 'proof-pending' });
  t.match(
    stage.events.filter(({ type }) => type === 'prove-contact'),
    [{ result: 'declined' }],
  );
});

t.test('what no keypad sends is refused in the same words, whatever it was', async (t) => {
  const { screen, stage, bugs, answer, asked, say } = await calling();
  await using _ = screen;
  await asked('number');
  const wrong: Readonly<Record<string, unknown>> = {
    'too short': { visit: 1, act: 'number', mobile: '08123456' },
    'too long': { visit: 1, act: 'number', mobile: '0812345678901234' },
    letters: { visit: 1, act: 'number', mobile: '08x2345678' },
    'Thai digits': { visit: 1, act: 'number', mobile: '๐๘๑๒๓๔๕๖๗๘' },
    'a number that is one': { visit: 1, act: 'number', mobile: 812345678 },
    'a list': { visit: 1, act: 'number', mobile: [MOBILE] },
    'an object that looks wrapped': { visit: 1, act: 'number', mobile: { reveal: MOBILE } },
    'a key of that name': { visit: 1, act: 'skip', [MOBILE]: true },
    'a number with the code': { visit: 1, act: 'code', code: CODE, mobile: MOBILE },
    'an act that is none': { visit: 1, act: MOBILE },
    'no visit': { act: 'number', mobile: MOBILE },
    'a visit in words': { visit: '1', act: 'number', mobile: MOBILE },
    'half a body': `{"visit":1,"act":"number","mobile":"${MOBILE}`,
    'a name that pollutes': `{"visit":1,"act":"number","__proto__":{"mobile":"${MOBILE}"}}`,
    text: `"${MOBILE}"`,
    nothing: {},
    null: 'null',
  };
  for (const [what, body] of Object.entries(wrong)) {
    const { status, body: reply } = await say(body);
    t.equal(status, 400, what);
    t.notMatch(JSON.stringify(reply), /8123|2468/, `${what}: what was typed is not in the complaint`);
  }
  t.match(await say({ visit: 1, act: 'number', mobile: MOBILE.repeat(200) }), { status: 413 }, 'far too long');
  for (const headers of [
    { 'content-type': 'application/json', origin: 'http://elsewhere.example' },
    { 'content-type': 'application/x-www-form-urlencoded' },
  ]) {
    const { url } = screen;
    const body = JSON.stringify({ visit: 1, act: 'number', mobile: MOBILE });
    const { status } = await fetch(new URL('/screen/prove/mobile', url), { method: 'POST', headers, body });
    t.equal(status, 'origin' in headers ? 403 : 415, JSON.stringify(headers));
  }
  t.equal((await fetch(new URL(`/screen/prove/mobile?mobile=${MOBILE}`, screen.url))).status, 404, 'not by address');
  t.strictSame(mobileEvents(stage).length, 1, 'it is asked still, and nothing has moved');
  t.strictSame(bugs, [], 'nothing of it is logged');
  t.strictSame(
    stage.asked.filter(({ service }) => service === 'mobile-confirmation'),
    [],
  );
  stage.counter.leave(1, 'cancelled');
  t.match(await answer, { code: 'cancelled' });
  t.equal((await say({ visit: 1, act: 'number', mobile: MOBILE })).status, 400, 'the visit was cancelled');
});

t.test('every page is told that a telephone is asked for, and not which; a pulled card ends it', async (t) => {
  const { screen, stage, answer, asked, say } = await calling();
  await using _ = screen;
  await asked('number');
  await say({ visit: 1, act: 'number', mobile: MOBILE });
  await asked('code');
  t.strictSame(Object.keys(mobileEvents(stage)[0] ?? {}).sort(), [
    ...['asks', 'complaint', 'leftMs', 'mayResend', 'triesLeft', 'type', 'visit'],
  ]);
  stage.removal.abort();
  t.match(await answer, { code: 'card-removed' });
  t.equal((await say({ visit: 1, act: 'code', code: CODE })).status, 400);
});

t.test('where nobody is proved no telephone is asked for', async (t) => {
  await using screen = await screenFor(CLOSED);
  const body = { visit: 1, act: 'number', mobile: MOBILE };
  const reply = await askPage(screen.url, '/screen/prove/mobile', body);
  t.match(reply, { status: 400, body: { error: { what: 'nobody is proved here' } } });
  t.notMatch(JSON.stringify(reply), MOBILE);
});
