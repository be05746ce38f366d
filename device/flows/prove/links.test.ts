// What the visit asks of others: the national face service, the person's telephone, a waiting app; and what they may say wrongly.
import t from 'tap';
import {
  type Evidence,
  evidenceSchema,
  faceServiceAnswerSchema,
  faceServiceRequestSchema,
  levelUpRequestSchema,
  ManualClock,
  mobileRequestSchema,
  type OpenedForProvider,
  openAppTicket,
  openAsProvider,
  parseGatewayRequest,
  Sensitive,
  type ServiceProfile,
  serviceProfileSchema,
} from '../../../protocol/index.ts';
import { POLICY } from '../../config/index.ts';
import { NAME_TH, NUMBER, type ProviderSide, profileFor, providerSide } from '../fixtures/invented-visit.ts';
import type { Script } from '../fixtures/prove-script.ts';
import { ProveStage } from '../fixtures/prove-stage.ts';
import type { MobileAnswer } from './counter.ts';
import type { ProveParts } from './prove-parts.ts';
import { RateLimit } from './rate-limit.ts';

const MOBILE = '0812345678';
const CODE = '482913';
const provider = await providerSide();
const base = profileFor(provider.key);
const withSteps = (steps: Partial<ServiceProfile['steps']>): ServiceProfile => ({
  ...base,
  steps: { ...base.steps, ...steps },
  limits: { ...base.limits, sessionMs: 20_000, faceServicePercent: 80, statusMs: 100 },
});
const asking = withSteps({ faceService: 'improvement' });
const AGREED = { proofing: true, improvement: true };

const evidenceOf = async (stage: ProveStage, { unsealKey }: ProviderSide = provider): Promise<Evidence> => {
  const [sent] = [...stage.evidence.values()];
  const opened: OpenedForProvider<Evidence> = await openAsProvider(
    Buffer.from(sent?.jwe ?? ''),
    'ridged-evidence+jws',
    {
      parse: (value) => evidenceSchema.parse(value),
      keyOf: () => unsealKey,
    },
  );
  return opened.content;
};

const questionsTo = (stage: ProveStage, service: string): readonly object[] =>
  stage.asked.flatMap((question) => (question.service === service ? [question.body] : []));

/** Everything that is written or shown, but for the name on the screen. */
const written = (stage: ProveStage): string =>
  JSON.stringify([
    stage.journal,
    stage.events.filter(({ type }) => type !== 'prove-person'),
    stage.shown,
    stage.faults,
  ]);

const quick = (change: Partial<typeof POLICY.prove.faceService> = {}): Pick<ProveParts, 'policy'> => ({
  policy: {
    ...POLICY,
    prove: {
      ...POLICY.prove,
      faceService: {
        ...POLICY.prove.faceService,
        ...{ limitMs: 300, retryBackoff: { firstMs: 4, longestMs: 20 } },
        ...change,
      },
      mobile: { ...POLICY.prove.mobile, limitMs: 300 },
    },
  },
});

t.test('the national service is asked after the match here, and its percentage stands apart', async (t) => {
  const stage = new ProveStage([asking], { faceService: [{ percent: 92.5, transactionId: 'fvs-1' }] });
  const answer = await stage.visit(AGREED);
  t.match(answer, { outcome: 'proved' });
  t.strictSame(stage.states.slice(-4), ['deciding', 'face-service', 'answered', 'idle']);
  const [question, ...more] = questionsTo(stage, 'face-verification');
  t.equal(more.length, 0);
  t.match(faceServiceRequestSchema.parse(question), { citizenNumber: NUMBER, portrait: /^[A-Za-z0-9+/]+=*$/ });
  const { record } = await evidenceOf(stage);
  t.match(record.faceService, {
    ...{ percent: 92.5, limitPercent: 80, refusedBecause: null, transactionId: 'fvs-1', tries: 1 },
  });
  t.match(record.comparison, { comparator: 'local', score: 0.7, threshold: 0.5 });
  t.ok((answer.stages['face-service'] ?? -1) >= 0, 'a stage of its own');
  t.ok(
    stage.handedOut.every((bytes) => bytes.every((byte) => byte === 0)),
    'the portrait is zeroed too',
  );
});

t.test(
  'it is not asked without its own consent, without a match, nor with a picture that failed a check',
  async (t) => {
    const cases: readonly (readonly [string, Script, Readonly<Record<string, boolean>>, string])[] = [
      ['its purpose was declined', {}, { proofing: true, improvement: false }, 'proved'],
      ['another face than in the chip', { falseMatchRate: 0.2 }, AGREED, 'face-mismatch'],
      ['a face that is nearly it', { falseMatchRate: 1e-3 }, AGREED, 'face-to-be-reviewed'],
      ['a lost card', { status: 'lost' }, AGREED, 'card-not-in-use'],
      ['no living face', { liveness: 'attack' }, AGREED, 'face-not-live'],
      ['a required check failed', { failedCheck: true }, AGREED, 'proof-pending'],
    ];
    for (const [name, script, choices, code] of cases) {
      const stage = new ProveStage([asking], { faceService: [{ percent: 100 }], ...script });
      t.match(await stage.visit(choices), { code }, name);
      t.strictSame(questionsTo(stage, 'face-verification'), [], name);
    }
    const gated = new ProveStage([asking], { failedCheck: true });
    await gated.visit(AGREED);
    t.match((await evidenceOf(gated)).record.faceService, { percent: null, refusedBecause: 'quality-gate', tries: 0 });
  },
);

t.test('what it says holds a proof back, and never makes one', async (t) => {
  const cases: readonly (readonly [string, Script['faceService'], string])[] = [
    ['exactly the limit', [{ percent: 80 }], 'proved'],
    ['below the limit', [{ percent: 79.9 }], 'face-to-be-reviewed'],
    ['no percentage and no reason', [{ percent: null }], 'proof-pending'],
    ['no picture there', [{ percent: null, refusedBecause: 'no-reference' }], 'proof-pending'],
    ['a percentage beside a refusal', [{ percent: 100, refusedBecause: 'not-permitted' }], 'proof-pending'],
    ['silence', ['silent'], 'proof-pending'],
  ];
  for (const [name, faceService, code] of cases)
    t.match(
      await new ProveStage([asking], { ...(faceService && { faceService }) }, { change: quick() }).visit(AGREED),
      { code },
      name,
    );
  const pending = new ProveStage([asking], { status: 'silent', faceService: [{ percent: 100 }] });
  t.match(await pending.visit(AGREED), { code: 'proof-pending' }, 'it stands in for no card status');
  for (const percent of [-1, 100.1, Number.NaN, Number.POSITIVE_INFINITY, '92'])
    t.notOk(
      faceServiceAnswerSchema.safeParse({
        ...{ id: 'question-number-01', transactionId: 'x', answeredAtMs: 1 },
        ...{ percent, refusedBecause: null, retryAfterMs: null },
      }).success,
      `${percent} is no percentage`,
    );
});

t.test('the time in which the service is waited for is not part of the three seconds', async (t) => {
  const stage = new ProveStage([asking], { faceService: ['silent'] }, { change: quick() });
  const startedAtMs = performance.now();
  const { ms, stages } = await stage.visit(AGREED);
  const wallMs = performance.now() - startedAtMs;
  t.ok((stages['face-service'] ?? 0) >= 290, 'it was waited for');
  t.ok(ms !== null && ms + (stages['face-service'] ?? 0) <= wallMs, 'and counted once, apart');
});

t.test(
  'a busy service is asked again, not before it says, not more often than the policy, and not for long',
  async (t) => {
    const busy = { refusedBecause: 'busy', retryAfterMs: 40 } as const;
    const twice = new ProveStage([asking], { faceService: [busy, { percent: 90 }] }, { change: quick() });
    t.match(await twice.visit(AGREED), { outcome: 'proved' });
    const times = twice.asked.flatMap(({ service, atMs }) => (service === 'face-verification' ? [atMs] : []));
    t.equal(times.length, 2);
    t.ok((times[1] ?? 0) - (times[0] ?? 0) >= 40, 'not before it says');
    const always = new ProveStage([asking], { faceService: [busy] }, { change: quick() });
    t.match(await always.visit(AGREED), { code: 'proof-pending' });
    t.equal(questionsTo(always, 'face-verification').length, POLICY.prove.faceService.tries);
    t.match((await evidenceOf(always)).record.faceService, { refusedBecause: 'busy', tries: 3 });
    const long = { refusedBecause: 'busy', retryAfterMs: 3_600_000 } as const;
    const rate = new RateLimit({ most: 9, windowMs: 1000 }, new ManualClock());
    const change = { ...quick(), faceServiceRate: rate };
    const later = new ProveStage([asking], { faceService: [long] }, { change });
    t.match(await later.visit(AGREED), { code: 'proof-pending' });
    t.equal(questionsTo(later, 'face-verification').length, 1);
    const next = new ProveStage([asking], {}, { change });
    t.match(await next.visit(AGREED), { code: 'proof-pending' });
    t.strictSame(questionsTo(next, 'face-verification'), [], 'the next person comes within the pause');
    t.match((await evidenceOf(next)).record.faceService, { refusedBecause: 'rate-limit', tries: 0 });
  },
);

t.test('a terminal asks so often in so long, whoever stands before it', async (t) => {
  const clock = new ManualClock();
  const rate = new RateLimit({ most: 2, windowMs: 1000 }, clock);
  t.strictSame([rate.take(), rate.take(), rate.take()], [0, 0, 1000]);
  clock.advance(400);
  t.equal(rate.take(), 600);
  rate.pause(5000);
  rate.pause(100);
  clock.advance(600);
  t.equal(rate.take(), 4400, 'the longer pause counts');
  clock.advance(4400);
  t.equal(rate.take(), 0);
});

const number = (mobile = MOBILE): MobileAnswer => ({ act: 'number', mobile: new Sensitive(mobile) });
const code = (digits = CODE): MobileAnswer => ({ act: 'code', code: new Sensitive(digits) });
const calling = withSteps({ mobile: 'required' });

t.test('a telephone is confirmed by the provider; number and code are passed on and kept nowhere', async (t) => {
  const stage = new ProveStage([calling], { types: [number(), code()] });
  t.match(await stage.visit(), { outcome: 'proved' });
  const acts = questionsTo(stage, 'mobile-confirmation').map((body) => mobileRequestSchema.parse(body).act);
  t.strictSame(acts, [
    { step: 'send', mobile: MOBILE },
    { step: 'check', code: CODE },
  ]);
  const content = await evidenceOf(stage);
  t.match(content.record.contact, { type: 'mobile', result: 'confirmed', atMs: Number });
  for (const typed of [MOBILE, CODE]) {
    t.notMatch(written(stage), typed);
    t.notMatch(JSON.stringify(content.record), typed);
  }
  const asked = stage.events.flatMap((event) => (event.type === 'prove-mobile' ? [event] : []));
  t.strictSame(
    asked.map(({ asks }) => asks),
    ['number', 'nothing', 'code', 'nothing'],
  );
  t.ok(asked.every(({ leftMs }) => leftMs > 0 && leftMs <= 20_000));
});

t.test('every other end of the telephone leaves the proof to the provider', async (t) => {
  const cases: readonly (readonly [string, Script, string, number])[] = [
    ['who goes on without', { types: [{ act: 'skip' }] }, 'declined', 0],
    ['who gives up at the code', { types: [number(), { act: 'skip' }] }, 'declined', 1],
    ['nobody types', { types: [] }, 'too-long', 0],
    [
      'three wrong codes',
      { types: [number(), code('1111'), code('2222'), code('3333'), code()], mobile: ['sent', 'wrong-code'] },
      'wrong-code',
      4,
    ],
    ['a provider that will not', { types: [number()], mobile: ['refused'] }, 'refused', 1],
    ['a provider that confirms before a code was typed', { types: [number()], mobile: ['confirmed'] }, 'refused', 1],
    ['a provider that sends when it should check', { types: [number(), code()], mobile: ['sent'] }, 'refused', 2],
    ['a provider that says nothing', { types: [number()], mobile: ['silent'] }, 'not-answered', 1],
    ['silence about the code', { types: [number(), code()], mobile: ['sent', 'silent'] }, 'not-answered', 2],
  ];
  for (const [name, script, result, questions] of cases) {
    const stage = new ProveStage([calling], script, { change: quick() });
    t.match(await stage.visit(), { code: 'proof-pending', outcome: 'pending' }, name);
    t.match((await evidenceOf(stage)).record.contact, { result }, name);
    t.equal(questionsTo(stage, 'mobile-confirmation').length, questions, name);
  }
});

t.test('a code is sent once more, to the same number or another, and then no more', async (t) => {
  const types = [number(), { act: 'resend' }, code()] as const;
  const again = new ProveStage([calling], { types, mobile: ['sent', 'sent', 'confirmed'] });
  t.match(await again.visit(), { outcome: 'proved' });
  const other = new ProveStage([calling], {
    ...{ types: [number('0811111111'), number(), code()], mobile: ['sent', 'sent', 'confirmed'] },
  });
  t.match(await other.visit(), { outcome: 'proved' });
  t.match(questionsTo(other, 'mobile-confirmation')[1], { act: { step: 'send', mobile: MOBILE } });
  const expired = new ProveStage([calling], {
    ...{ types: [number(), code('1111'), { act: 'resend' }, code()], mobile: ['sent', 'expired', 'sent', 'confirmed'] },
  });
  expired.onEvent('prove-mobile', ({ visit, asks, mayResend }) => {
    if (asks !== 'code' || mayResend) return;
    t.throws(() => expired.counter.answerMobile(visit, { act: 'resend' }), { code: 'USAGE' });
    t.throws(() => expired.counter.answerMobile(visit, number()), { code: 'USAGE' });
  });
  t.match(await expired.visit(), { outcome: 'proved' });
  t.match(
    expired.events.flatMap((event) => (event.type === 'prove-mobile' && event.asks === 'code' ? [event] : [])),
    [
      { complaint: null, triesLeft: 3, mayResend: true },
      { complaint: 'expired', triesLeft: 2, mayResend: true },
      { complaint: null, triesLeft: 2, mayResend: false },
    ],
  );
});

t.test('what cannot be a number or a code is asked again, and goes to nobody', async (t) => {
  const stage = new ProveStage([calling], { types: [number(), code()] });
  const tried: string[] = [];
  const attempt = (visit: number, answer: MobileAnswer): void => {
    try {
      stage.counter.answerMobile(visit, answer);
    } catch (fault) {
      tried.push(String(fault));
    }
  };
  stage.onEvent('prove-mobile', ({ visit, asks }) => {
    if (asks === 'number') {
      for (const typed of ['', '12345678', '1'.repeat(10_000), '08-1234-5678', '๐๘๑๒๓๔๕๖๗๘'])
        attempt(visit, number(typed));
      attempt(visit, code());
      attempt(visit + 1, number());
    }
    if (asks === 'code') for (const typed of ['123', '7'.repeat(10_000), '12 34', '½½½½']) attempt(visit, code(typed));
  });
  t.match(await stage.visit(), { outcome: 'proved' });
  t.equal(tried.length, 11);
  t.ok(
    tried.every((words) => words.length < 200 && !words.includes(CODE) && !words.includes(MOBILE)),
    'what was typed is not in the complaint',
  );
  t.equal(questionsTo(stage, 'mobile-confirmation').length, 2);
  t.throws(() => stage.counter.answerMobile(1, code()), { code: 'USAGE' }, 'nobody asks any more');
});

const raising = withSteps({ levelUp: 'scan' });
const appStates = (stage: ProveStage): readonly string[] =>
  stage.events.flatMap((event) => (event.type === 'prove-app' ? [event.state] : []));

t.test('the app that waits hears the outcome and the name of the evidence, and nothing of the person', async (t) => {
  const stage = new ProveStage([raising], {
    scans: [{ text: 'https://app.example/s/7f3a' }, { text: 'second-session' }],
  });
  const answer = await stage.visit();
  t.match(answer, { outcome: 'proved', levelUp: 'delivered' });
  const [question, ...more] = questionsTo(stage, 'level-up');
  t.equal(more.length, 0);
  const body = levelUpRequestSchema.parse(question);
  t.match(body, { appSession: 'https://app.example/s/7f3a', outcome: 'proved', evidence: answer.evidenceId });
  for (const personal of [NUMBER, NAME_TH, 'Somsri', '0.7']) t.notMatch(JSON.stringify(body), personal);
  t.strictSame(appStates(stage), ['asked', 'taken', 'delivered']);
  t.notMatch(written(stage), '7f3a', 'which app it was is told to nobody else');
  t.equal(stage.states.at(-1), 'idle');
});

t.test('an app that is not there leaves the proof as it is, and the person is told', async (t) => {
  for (const levelUp of ['session-unknown', 'session-expired', 'silent'] as const) {
    const stage = new ProveStage([raising], { levelUp, scans: [{ text: 'app-session-1' }] });
    const heard = levelUp === 'silent' ? 'not-answered' : levelUp;
    t.match(await stage.visit(), { outcome: 'proved', levelUp: heard });
    t.match(stage.events.filter(({ type }) => type === 'prove-app').at(-1), {
      ...{ state: heard, message: { th: /เลขอ้างอิง/, en: /Your proof stands/ } },
    });
    t.match((await evidenceOf(stage)).record.outcome, 'proved');
  }
  const ending = new ProveStage([raising], { levelUp: 'silent', scans: [{ text: 'app-session-1' }] });
  const stop = new AbortController();
  ending.onEvent('prove-notice', ({ visit }) =>
    queueMicrotask(() => ending.counter.answerConsent(visit, { choices: { ...AGREED }, language: 'th' })),
  );
  ending.onEvent('prove-app', () =>
    ending.scanner.send({ text: new Sensitive('app-session-1'), symbology: 'qr', atMs: 0 }),
  );
  ending.onEvent('prove', ({ state }) => {
    if (state === 'answered') setTimeout(() => stop.abort(new Error('the service ends')), 20);
  });
  t.match(await ending.flow.visit(ending.card, stop.signal), { outcome: 'proved' }, 'the end of the service is no bug');
});

t.test(
  'codes that no app shows are not taken: garbage, other symbologies, codes after the choices are made',
  async (t) => {
    const garbage = [
      { text: 'x'.repeat(4296) },
      { text: '\u0000\u001b[2J\u0007'.repeat(300) },
      { text: 'short' },
      { text: 'ยกระดับบัญชีของฉัน' },
      { text: 'two words here' },
      { text: NUMBER, symbology: 'code-128' as const },
    ];
    const stage = new ProveStage([raising], { scans: garbage });
    stage.onEvent('prove', ({ state }) => {
      if (state === 'reading')
        stage.scanner.send({ text: new Sensitive('session-of-a-bystander'), symbology: 'qr', atMs: 0 });
    });
    t.match(await stage.visit(), { outcome: 'proved', levelUp: null });
    t.strictSame(appStates(stage), ['asked', ...garbage.map(() => 'not-a-code')]);
    t.strictSame(questionsTo(stage, 'level-up'), []);
    const refused = new ProveStage([raising], { scans: [{ text: 'app-session-1' }], reading: 'card-silent' });
    t.match(await refused.visit(), { code: 'card-silent', levelUp: null }, 'without evidence there is nothing to tell');
    const off = new ProveStage([base], { scans: [{ text: 'app-session-1' }] });
    t.match(await off.visit(), { levelUp: null });
    t.strictSame(appStates(off), []);
  },
);

t.test('a code that the kiosk shows is signed for one provider and one visit', async (t) => {
  const stage = new ProveStage([withSteps({ levelUp: 'show' })]);
  const nowMs = Date.now();
  t.match(await stage.visit(), { outcome: 'proved', levelUp: 'delivered' });
  const [shown] = stage.events.flatMap((event) => (event.type === 'prove-app-code' ? [event] : []));
  const text = shown?.text ?? '';
  t.ok(text.length < 900, `${text.length} letters fit a QR code that a telephone can read`);
  const { ticket } = await openAppTicket(text, { audience: 'idp-1', nowMs });
  t.match(ticket, { iss: 'bangkok/kiosk-1', aud: 'idp-1', jti: /^.{16,}$/ });
  t.match(questionsTo(stage, 'level-up'), [{ appSession: ticket.jti }]);
  await t.rejects(openAppTicket(text, { audience: 'idp-2', nowMs }), {
    code: 'SIGNATURE_BROKEN',
    context: { why: 'for another provider' },
  });
  await t.rejects(openAppTicket(text, { audience: 'idp-1', nowMs: nowMs + 60_000 }), {
    code: 'SIGNATURE_BROKEN',
    context: { why: 'expired' },
  });
  const [header = '', , signature = ''] = text.split('.');
  const forged = Buffer.from(JSON.stringify({ ...ticket, aud: 'idp-2' })).toString('base64url');
  await t.rejects(openAppTicket(`${header}.${forged}.${signature}`, { audience: 'idp-2', nowMs }), {
    code: 'SIGNATURE_BROKEN',
  });
  await t.rejects(openAppTicket('x'.repeat(4096), { audience: 'idp-1', nowMs }), { code: 'SIGNATURE_BROKEN' });
});

t.test('of two providers each opens its own evidence, and is asked its own questions', async (t) => {
  const second = await providerSide();
  const key = { ...second.key, kid: 'provider-2' };
  const all = { faceService: 'proofing', mobile: 'required', levelUp: 'scan' } as const;
  const one = withSteps(all);
  const two = { ...one, id: 'other', provider: { ...one.provider, id: 'idp-2', permissionId: 'permit-8', key } };
  const script = { scans: [{ text: 'app-session-1' }] };
  for (const [id, own, foreign, kid, name] of [
    ['level-up', provider, second, 'provider-1', 'idp-1'],
    ['other', second, provider, 'provider-2', 'idp-2'],
  ] as const) {
    const stage = new ProveStage([one, two], { ...script, types: [number(), code()] });
    stage.onEvent('prove-services', ({ visit }) => queueMicrotask(() => stage.counter.answerService(visit, id)));
    t.match(await stage.visit(), { outcome: 'proved', levelUp: 'delivered' });
    t.match((await evidenceOf(stage, own)).record.provider, { id: name });
    await t.rejects(evidenceOf(stage, foreign), { code: 'SEAL_BROKEN' });
    t.equal(stage.asked.length, 5);
    t.ok(stage.asked.every((question) => question.kid === kid));
    for (const { service, body } of stage.asked) t.match(parseGatewayRequest(service, body), { provider: name });
  }
  const closed = { ...one, provider: { ...one.provider, enabled: false } };
  const stage = new ProveStage([closed, two], { ...script, types: [number(), code()] });
  t.match(await stage.visit(), { outcome: 'proved' }, 'one that is switched off is not offered');
  t.match(stage.journal, [{ profile: { provider: 'idp-2' } }]);
});

t.test('a profile that asks for the service without its purpose or its limit is none', async (t) => {
  const wire = { ...base, limits: { ...base.limits, sessionMs: 60_000, idleMs: 30_000 } };
  const parse = (steps: object, limits: object = {}) =>
    serviceProfileSchema.safeParse({
      ...wire,
      steps: { ...wire.steps, ...steps },
      limits: { ...wire.limits, ...limits },
    });
  t.ok(parse({}).success);
  t.ok(parse({ faceService: 'improvement' }, { faceServicePercent: 80 }).success);
  t.notOk(parse({ faceService: 'improvement' }).success);
  t.notOk(parse({ faceService: 'a-purpose-of-tomorrow' }, { faceServicePercent: 80 }).success);
  t.notOk(parse({ faceService: 'improvement' }, { faceServicePercent: 101 }).success);
  const { levelUp: _, ...older } = wire.steps;
  t.match(serviceProfileSchema.parse({ ...wire, steps: older }).steps, { levelUp: 'off' });
});
