// What stands on the screen after what has happened: nobody sees the one before, nothing stays longer than it may.
import t from 'tap';
import { type KioskEvent, type LightName, outcomeMessage } from '../../../../protocol/index.ts';
import type { About, Happening } from './happening.ts';
import { after, atFirst, languageOf, type ScreenState } from './screen-state.ts';
import { lightOf } from './standing.ts';

const ABOUT: About = {
  ...{
    name: 'gate',
    timeZone: 'Asia/Bangkok',
    language: 'th',
    layout: 'wall',
    fingers: true,
    fleet: 'online',
    onMains: true,
    bench: false,
  },
  ...{ closed: null, called: null, prove: { here: true, why: null } },
};
const WORD = outcomeMessage('not-recognised');

/** Happenings with what time passes before each, ms. */
function played(...steps: readonly (Happening | number)[]): ScreenState {
  let [state, now] = [after(atFirst(0), { type: 'about', about: ABOUT }, 0), 0];
  for (const step of steps) {
    if (typeof step === 'number') now += step;
    state = after(state, typeof step === 'number' ? { type: 'tick' } : step, now);
  }
  return state;
}

const answer: KioskEvent = {
  ...{ type: 'answer', visit: 1, accepted: true, light: 'accepted', reason: 'accepted', ms: 700, repeated: false },
  ...{ nameTh: 'สมศรี', nameEn: 'Somsri', hasPhoto: true, direction: 'in', atMs: 0, message: WORD },
};
const touch: KioskEvent = { type: 'touch', visit: 2 };
const at = (state: Extract<KioskEvent, { type: 'prove' }>['state'], visit = 1): KioskEvent => ({
  ...{ type: 'prove', visit, state, sessionLeftMs: null, idleLeftMs: null },
});
const person: KioskEvent = { type: 'prove-person', visit: 1, nameTh: 'สมชาย', nameEn: 'Somchai' };
const proved: KioskEvent = {
  ...{ type: 'prove-answer', visit: 1, outcome: 'proved', reason: 'proved', reference: 'K1', light: 'accepted' },
  ...{ ms: 800, message: WORD },
};

t.test('an answer stands for two and a half seconds, and goes at once when the next finger comes', (t) => {
  t.equal(played(answer, 2499).standing.kind, 'answer');
  t.equal(played(answer, 2500).standing.kind, 'idle');
  t.equal(played(answer, { type: 'ready' }, 1000).standing.kind, 'answer', 'being ready again does not take it away');
  const next = played(answer, 300, touch);
  t.equal(next.standing.kind, 'busy');
  t.notMatch(JSON.stringify(next), /สมศรี|Somsri/, 'of the one before nothing is left');
  t.end();
});

t.test(
  'a prompt goes when the terminal waits again; a complaint stays beside the next prompt until it is heeded',
  (t) => {
    t.equal(played({ type: 'lift', message: WORD }, { type: 'ready' }).standing.kind, 'idle');
    const enrol = (step: 'again' | 'place' | 'lift' | 'saved' | 'failed', light: LightName = 'ready'): KioskEvent => ({
      ...{ type: 'enrol', step, finger: 'right-index', impression: 1, reason: null, light, message: WORD },
    });
    t.match(played(enrol('again'), enrol('place')).standing, { kind: 'prompt', light: 'ready', complaint: WORD });
    t.notOk('complaint' in played(enrol('again'), enrol('lift'), enrol('place')).standing);
    t.match(played(enrol('place')).standing, { guide: 'place' });
    t.match(played(enrol('lift')).standing, { guide: 'lift' });
    const dry = { ...enrol('again'), reason: 'too-dry' } as const;
    t.match(played(dry).standing, { guide: 'rub' });
    t.match(played(dry, enrol('place')).standing, { guide: 'rub' }, 'what to do stays beside the next prompt');
    t.match(played(dry, enrol('lift'), enrol('place')).standing, { guide: 'place' });
    t.match(played(enrol('saved', 'accepted'), 5999).standing, { kind: 'notice', light: 'accepted' });
    t.equal(played(enrol('saved'), 6000).standing.kind, 'idle');
    t.match(played(enrol('failed', 'attention')).standing, { light: 'attention' }, 'not every end is a refusal');
    t.end();
  },
);

t.test('the lamp and the screen are of one colour', (t) => {
  t.equal(lightOf(played(touch).standing), 'busy');
  t.equal(lightOf(played(answer).standing), 'accepted');
  t.equal(lightOf(played({ type: 'lift', message: WORD }).standing), 'attention');
  t.equal(lightOf(played().standing), 'off');
  t.end();
});

t.test('a key is lit as long as it counts, and no longer than until the answer', (t) => {
  const key: KioskEvent = { type: 'key', direction: 'out', forMs: 5000 };
  t.equal(played(key, 4999).key?.direction, 'out');
  t.equal(played(key, 5000).key, undefined);
  t.equal(played(key, answer).key, undefined);
  t.equal(played(key, { type: 'key', direction: null, forMs: 0 }).key, undefined);
  t.end();
});

t.test('whoever types is not disturbed by those who clock; whoever has gone away leaves no number behind', (t) => {
  t.equal(played({ type: 'type-number' }, touch, answer).claim.kind, 'typing');
  t.equal(played({ type: 'type-number' }, 19_999).claim.kind, 'typing');
  t.equal(played({ type: 'type-number' }, 19_000, { type: 'touched' }, 19_000).claim.kind, 'typing');
  t.equal(played({ type: 'type-number' }, 20_000).claim.kind, 'none');
  const claim: KioskEvent = { type: 'claim', by: 'number', ways: ['finger'], forMs: 10_000, message: WORD };
  t.equal(played(claim, touch).claim.kind, 'none', 'the finger that bears it out');
  t.equal(played(claim, 13_000).claim.kind, 'none', 'an end that was lost on its way');
  t.equal(played({ type: 'claim-asked', forMs: 2000, message: WORD }, { type: 'claim-over' }).claim.kind, 'none');
  t.equal(played({ type: 'face', visit: 1 }, answer).claim.kind, 'none');
  t.end();
});

t.test('a citizen is forgotten before the answer shows, and the answer goes by itself', (t) => {
  const looking = played(at('reading'), at('capturing'), person);
  t.match(looking.visit, { state: 'capturing', person: { nameTh: 'สมชาย' } });
  const answered = played(at('capturing'), person, at('answered'), proved);
  t.notMatch(JSON.stringify(answered), /สมชาย|Somchai/);
  t.match(answered.visit, { answer: { reference: 'K1' } });
  t.match(played(at('capturing'), proved, at('idle'), 29_999).visit, { answer: { reference: 'K1' } });
  t.equal(played(at('capturing'), proved, at('idle'), 30_000).visit, undefined);
  t.equal(played(at('capturing'), proved, { type: 'clear-visit' }).visit, undefined);
  const next = played(at('capturing'), proved, at('card-detected', 2));
  t.match(next.visit, { number: 2, state: 'card-detected' });
  t.equal(next.visit?.answer, undefined, 'the next card takes it away');
  t.end();
});

t.test('what a step asked is gone with the step; whose service it is stays', (t) => {
  const text = { th: 'ก', en: 'a' };
  const notice: KioskEvent = {
    ...{ type: 'prove-notice', visit: 1, service: text, provider: text, text, purposes: [], idleMs: 60_000 },
  };
  const services: KioskEvent = { type: 'prove-services', visit: 1, services: [], sessionMs: 180_000, idleMs: 60_000 };
  const reading = played(at('notice'), services, notice, at('reading')).visit;
  t.strictSame([reading?.services, reading?.notice, reading?.idleEndsAt], [undefined, undefined, undefined]);
  t.match(reading, { where: { service: text }, sessionEndsAt: 180_000 });
  t.equal(played(at('notice'), services, notice).visit?.services, undefined, 'a service is chosen');
  t.equal(played(notice).visit, undefined, 'what belongs to no visit begins none');
  t.end();
});

t.test('a language, contrast or voice that somebody chose goes with them', (t) => {
  const speak: Happening = { type: 'ease', ease: { language: 'en' } };
  t.equal(languageOf(played()), 'th');
  t.equal(languageOf(played(speak, 29_999)), 'en');
  t.equal(languageOf(played(speak, 30_000)), 'th');
  t.equal(languageOf(played(speak, 29_000, { type: 'touched' }, 29_000)), 'en', 'while they are there');
  t.equal(languageOf(played(speak, at('capturing'), 60_000)), 'en', 'throughout their visit');
  const both = played(speak, { type: 'ease', ease: { isContrast: true } });
  t.match(both.ease, { language: 'en', isContrast: true });
  t.end();
});

t.test('whoever clocked takes their choice with them, and whoever was refused keeps it to try again', (t) => {
  const loud: Happening = { type: 'ease', ease: { isAloud: true } };
  const refused: KioskEvent = { ...answer, accepted: false, reason: 'not-recognised', nameTh: null, nameEn: null };
  t.match(played(loud, touch, answer, 2499).ease, { isAloud: true }, 'their answer is read to them');
  t.equal(played(loud, touch, answer, 2500).ease, undefined);
  t.equal(played(loud, touch, answer, 300, { ...touch, visit: 3 }).ease, undefined, 'the next one is there already');
  t.match(played(loud, touch, refused, 2500, { ...touch, visit: 3 }).ease, { isAloud: true });
  t.match(played(answer, 300, loud, touch).ease, { isAloud: true }, 'the next one’s own choice stays');
  t.match(played(loud, answer, 300, { type: 'touched' }, 5000).ease, { isAloud: true }, 'they are still there');
  t.match(played(at('capturing'), loud, answer, 5000).ease, { isAloud: true }, 'staff clock in a citizen’s visit');
  t.end();
});

t.test('nobody keeps the page for ever by a key every few seconds', (t) => {
  const keys = (ms: number): readonly (Happening | number)[] =>
    Array.from({ length: ms / 5000 }, () => [5000, { type: 'touched' } as const]).flat();
  t.equal(played({ type: 'type-number' }, ...keys(55_000), 4999).claim.kind, 'typing');
  t.equal(played({ type: 'type-number' }, ...keys(55_000), 5000).claim.kind, 'none');
  for (const next of [
    { type: 'open-requests' },
    { type: 'choose-request', request: 'access', next: 'reference' },
  ] as const) {
    t.not(played(next, ...keys(115_000), 4999).asking.kind, 'none');
    t.equal(played(next, ...keys(115_000), 5000).asking.kind, 'none');
  }
  t.end();
});

t.test('when the service is gone nothing of anybody stands there, nor when it is back', (t) => {
  for (const type of ['down', 'up'] as const) {
    const state = played(answer, at('capturing'), person, { type });
    t.notMatch(JSON.stringify(state), /สมศรี|สมชาย/);
    t.match([state.standing.kind, state.claim.kind, state.visit], ['idle', 'none', undefined]);
  }
  t.equal(played({ type: 'down' }).isConnected, false);
  t.equal(played({ type: 'down' }, { type: 'up' }).isConnected, true);
  t.end();
});

t.test('why nobody is served, who is called, and the fleet are told as they change', (t) => {
  t.match(played({ type: 'closed', message: WORD }).closed, WORD);
  t.equal(played({ type: 'closed', message: WORD }, { type: 'closed', message: null }).closed, null);
  t.match(played({ type: 'enrol-call', message: WORD, forMs: 1 }).called, WORD);
  t.equal(played({ type: 'enrol-call', message: WORD, forMs: 1 }, { type: 'enrol-call-over' }).called, null);
  t.equal(played({ type: 'fleet', state: 'waiting' }).fleet, 'waiting');
  t.end();
});

const kept = { reference: 'R-7K2M-9QXD', dueMs: 1 };
const asks = {
  type: 'request',
  request: 'access',
  step: 'place',
  leftMs: 20_000,
  message: WORD,
  complaint: null,
} as const;
const taken: KioskEvent = {
  ...{ type: 'request-answer', request: 'access', accepted: true, light: 'accepted', reason: 'request-taken' },
  ...{ ...kept, message: WORD },
};

t.test('whoever asks about their own data is waited for, and gives way to whoever comes', (t) => {
  const open: Happening = { type: 'open-requests' };
  const sending = Symbol('access');
  const sent: Happening = { type: 'send-request', request: 'access', sending };
  const kindAfter = (...steps: readonly (Happening | number)[]): string => played(...steps).asking.kind;
  t.equal(kindAfter(open), 'choosing');
  t.equal(kindAfter(open, 44_999), 'choosing');
  t.equal(kindAfter(open, 45_000), 'none', 'nobody stands there any more');
  t.equal(kindAfter(open, 44_000, { type: 'touched' }, 44_000), 'choosing', 'they read on');
  t.equal(kindAfter(open, { type: 'choose-request', request: 'access', next: 'reference' }), 'typing');
  t.equal(kindAfter(open, sent), 'sent');
  t.equal(kindAfter(open, sent, { type: 'touch', visit: 1 }), 'sent', 'their turn comes after whoever is there');
  t.equal(kindAfter(sent, asks), 'showing');
  t.equal(kindAfter(sent, asks, 24_000), 'none', 'an answer that was lost keeps nobody');
  t.equal(kindAfter(sent, asks, taken), 'answered');
  t.equal(kindAfter(sent, taken, 29_999), 'answered', 'long enough to write a number down');
  t.equal(kindAfter(sent, taken, 30_000), 'none');
  t.equal(kindAfter(sent, { ...taken, ...{ accepted: false, reference: null } }, 8000), 'none');
  for (const next of [
    { type: 'touch', visit: 1 },
    { type: 'close-requests' },
    { type: 'closed', message: WORD },
    { type: 'down' },
    { type: 'up' },
    at('card-detected'),
  ] as const) {
    const state = played(sent, taken, next);
    t.equal(state.asking.kind, 'none', next.type);
    t.notMatch(JSON.stringify(state), /7K2M/, 'and the number with it');
  }
  t.equal(kindAfter(sent, asks, { type: 'request-over' }), 'none');
  t.equal(kindAfter(sent, { type: 'request-over' }), 'sent', 'what is over is what was asked before');
  const lost: Happening = { type: 'request-lost', sending };
  t.match(played(open, sent, lost).asking, { kind: 'choosing', isLost: true });
  t.match(played(open, sent, lost, open).asking, { kind: 'choosing', isLost: false });
  t.equal(kindAfter(sent, { type: 'close-requests' }, lost), 'none', 'whoever has left does not come back by it');
  t.equal(kindAfter(sent, lost, { ...sent, sending: Symbol('access') }, lost), 'sent', 'nor does another lose theirs');
  t.end();
});
