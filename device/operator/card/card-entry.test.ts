// An operator comes in by a PIN and a card, beside whoever else comes with one: who is let in, who is not and is told why, and who is not disturbed.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { getEventListeners } from 'node:events';
import t from 'tap';
import {
  contactlessCard,
  INVENTED_PEOPLE,
  otherCard,
  type VirtualChip,
  VirtualPiv,
  VirtualThaiId,
} from '../../../hal/index.ts';
import { isFault, type SiteOperator } from '../../../protocol/index.ts';
import { until } from '../../fixtures/terminal.ts';
import { operatorOf, cardStage as stage } from './fixtures/card-stage.ts';
import { CARD_REFUSALS } from './index.ts';

const NOBODY_MS = 60;
const photo = new Uint8Array(64);

t.test(
  'whoever knows the PIN of a card that is theirs comes in, by any of their keys, and nobody else does',
  async (t) => {
    const [first, second, third] = [new VirtualPiv(), new VirtualPiv({ pin: '87654321' }), new VirtualPiv()];
    const somchai = operatorOf('SOMCHAI', first.publicKey, second.publicKey);
    const malee = operatorOf('MALEE', third.publicKey);
    const { enterWith, visits, faults } = await stage(t, { operators: [somchai, malee] });
    t.strictSame(await enterWith(first), { kind: 'entered', operator: somchai, key: somchai.keys[0] });
    t.strictSame(await enterWith(second, '87654321'), { kind: 'entered', operator: somchai, key: somchai.keys[1] });
    t.strictSame(await enterWith(third), { kind: 'entered', operator: malee, key: malee.keys[0] });
    t.match(await enterWith(new VirtualPiv()), { kind: 'refused', reason: 'unknown-card', triesLeft: null });
    t.strictSame(visits, [], 'none of these cards was taken for a citizen’s');
    t.strictSame(faults, []);
  },
);

t.test('who mistypes is told how often they may, and the last try is never used up here', async (t) => {
  const card = new VirtualPiv();
  const { enterWith } = await stage(t, { operators: [operatorOf('MALEE', card.publicKey)] });
  t.match(await enterWith(card, '000000'), {
    ...{ kind: 'refused', reason: 'wrong-pin', triesLeft: 2 },
    message: { th: /อีก 2 ครั้ง/, en: /2 tries are left/ },
  });
  t.match(await enterWith(card, '000000'), { triesLeft: 1, message: { th: /อีก 1 ครั้ง/, en: /One try is left/ } });
  t.match(await enterWith(card, '123456'), { reason: 'last-try', triesLeft: null });
  t.equal(card.triesLeft, 1);
  t.match(await enterWith(card, '12345'), { reason: 'not-a-pin' });
  const blocked = new VirtualPiv({ tries: 0 });
  t.match(await enterWith(blocked), { reason: 'blocked' });
});

t.test('a PIN that is none is answered at once, without a card', async (t) => {
  const { enter, visits } = await stage(t);
  for (const pin of ['', '12345', '123456789', '12345x', '๑๒๓๔๕๖'])
    t.match(await enter(pin), { reason: 'not-a-pin', message: { th: /6 ถึง 8/, en: /6 to 8/ } });
  t.strictSame(visits, []);
});

t.test('other cards are no operator’s, and nothing of a Thai ID card is read', async (t) => {
  const thaiId = new VirtualThaiId({ person: INVENTED_PEOPLE.somsri, photo });
  const { enterWith, visits } = await stage(t);
  for (const card of [thaiId, otherCard('bank-card'), otherCard('sim'), otherCard('blank')])
    t.match(await enterWith(card), { reason: 'not-an-operators-card' }, card.model);
  t.strictSame(thaiId.reads, []);
  t.match(await enterWith(otherCard('upside-down')), { reason: 'card-upside-down' });
  t.match(await enterWith(new VirtualPiv({ hasKey: false })), { reason: 'no-key' });
  t.strictSame(visits, []);
});

t.test('a card that is pulled out half-way is missed; the one that comes back is an operator’s again', async (t) => {
  const card = new VirtualPiv();
  const { enterWith, faults } = await stage(t, { operators: [operatorOf('MALEE', card.publicKey)] });
  for (const pulledAtCommand of [1, 2, 3, 4])
    t.match(await enterWith(card, '123456', { pulledAtCommand }), { reason: 'card-removed' });
  t.ok(faults.length === 4 && faults.every((fault) => isFault(fault, 'CARD_REMOVED')));
  t.match(await enterWith(card), { kind: 'entered' });
});

/** Answers with what another card has said before. */
function replaying(heard: readonly Uint8Array[]): VirtualChip {
  let said = 0;
  return { ...otherCard('blank'), respond: () => heard[said++] ?? Uint8Array.of(0x90, 0x00) };
}

t.test('a signature of before lets nobody in', async (t) => {
  const card = new VirtualPiv();
  const heard: Uint8Array[] = [];
  const overheard: VirtualChip = {
    ...{ model: card.model, atr: card.atr, msPerByte: 0, reset: () => card.reset() },
    respond: (command) => {
      const response = card.respond(command);
      heard.push(response.slice());
      return response;
    },
  };
  const { enterWith } = await stage(t, { operators: [operatorOf('MALEE', card.publicKey)] });
  t.match(await enterWith(overheard), { kind: 'entered' });
  t.match(await enterWith(replaying(heard)), { reason: 'unknown-card' });
});

t.test('a key whose time is over, and keys that are none, let nobody in', async (t) => {
  const card = new VirtualPiv();
  const spki = (namedCurve: string): string =>
    generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  const odd = operatorOf('ODD', 'AAAA', '', spki('P-384'), createHash('sha256').update('x').digest('base64url'));
  const past = { ...operatorOf('PAST', card.publicKey), validUntilMs: 1000 };
  const webauthn: SiteOperator = {
    ...operatorOf('KEYED'),
    keys: [{ kind: 'security-key', label: 'k', id: 'AQID', publicKey: card.publicKey }],
  };
  const late = await stage(t, { operators: [odd, past], nowMs: 1000 });
  t.match(await late.enterWith(card), { reason: 'no-longer' });
  const inTime = await stage(t, { operators: [odd, past], nowMs: 999 });
  t.match(await inTime.enterWith(card), { kind: 'entered', operator: { name: 'PAST' } });
  const others = await stage(t, { operators: [odd, webauthn] });
  t.match(await others.enterWith(card), { reason: 'unknown-card' });
});

t.test('readers that are gone, or go, are told apart from a card that does not come', async (t) => {
  const card = new VirtualPiv();
  const { reader, enter, enterWith, faults } = await stage(t, { waitMs: NOBODY_MS });
  t.match(await enter(), { reason: 'no-card' });
  await reader.fault('unplug');
  t.match(await enter(), { reason: 'reader-gone' });
  await reader.clearFault();
  await until('the readers are back', async () => (await enter()).kind === 'refused' && (await isBack()));
  async function isBack(): Promise<boolean> {
    const answer = await enterWith(new VirtualPiv());
    return answer.kind === 'refused' && answer.reason === 'unknown-card';
  }
  const entering = enter();
  await reader.fault('unplug');
  t.match(await entering, { reason: 'reader-gone' }, 'while somebody waits');
  await reader.clearFault();
  await until('they are back again', isBack);
  const unplugging: VirtualChip = {
    ...{ model: card.model, atr: card.atr, msPerByte: 0, reset: () => card.reset() },
    respond: (command) => {
      void reader.fault('unplug');
      return card.respond(command);
    },
  };
  t.match(await enterWith(unplugging), { reason: 'reader-gone' }, 'in the middle');
  t.ok(faults.some((fault) => isFault(fault, 'HAL_DISCONNECTED')));
});

t.test('a citizen who is being served is not disturbed, and the card that lies there afterwards counts', async (t) => {
  let leave = (): void => undefined;
  const visitLasts = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const card = new VirtualPiv();
  const operators = [operatorOf('MALEE', card.publicKey)];
  const { reader, enter, visits, desk, listeners } = await stage(t, { operators, visitLasts, waitMs: NOBODY_MS });
  await reader.insert(card);
  await until('the visit has begun', () => desk.isServing);
  t.match(await enter(), { reason: 'busy' });
  t.strictSame(visits, ['citizen']);
  leave();
  await until('the visit is over', () => !desk.isServing);
  t.match(await enter(), { kind: 'entered' }, 'who put the card in first, and then typed the PIN');
  t.match(await enter(), { kind: 'entered' }, 'and once more');
  await until('the desk waits for its removal alone', () => listeners() === 1);
  t.strictSame(visits, ['citizen'], 'the card that stays is no second visit');
});

t.test('whoever begins to wait during a visit has the card as soon as that is over', async (t) => {
  let leave = (): void => undefined;
  const visitLasts = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const card = new VirtualPiv();
  const { reader, enter, desk } = await stage(t, { operators: [operatorOf('MALEE', card.publicKey)], visitLasts });
  await reader.insert(card);
  await until('the visit has begun', () => desk.isServing);
  const entering = enter();
  leave();
  t.match(await entering, { kind: 'entered' });
});

t.test('a card that an operator has come in with is no visit, and the next card is', async (t) => {
  const card = new VirtualPiv();
  const { reader, enterWith, visits } = await stage(t, { operators: [operatorOf('MALEE', card.publicKey)] });
  t.match(await enterWith(card), { kind: 'entered' });
  t.strictSame(visits, []);
  await reader.insert(new VirtualThaiId({ person: INVENTED_PEOPLE.anan, photo }));
  await until('the citizen is served', () => visits.length > 0);
  t.strictSame(visits, ['citizen']);
});

t.test('a colleague who holds a card near clocks, while an operator is waited for', async (t) => {
  const card = new VirtualPiv();
  const { reader, enter, visits } = await stage(t, { operators: [operatorOf('MALEE', card.publicKey)] });
  const entering = enter();
  await reader.insert(contactlessCard(Uint8Array.of(4, 1, 2, 3)));
  await until('the colleague is served', () => visits.length > 0);
  await reader.insert(card);
  t.match(await entering, { kind: 'entered' });
  t.strictSame(visits, ['contactless']);
});

t.test('an operator comes in where the terminal is out of use, and nobody else', async (t) => {
  const card = new VirtualPiv();
  const { reader, gate, enterWith, visits } = await stage(t, { operators: [operatorOf('MALEE', card.publicKey)] });
  gate.setOutOfUse('moved');
  t.match(await enterWith(card), { kind: 'entered' });
  await reader.insert(new VirtualThaiId({ person: INVENTED_PEOPLE.anan, photo }));
  gate.setOutOfUse(null);
  t.strictSame(visits, []);
});

t.test('one at a time: who comes second is told so, and the first is still waited for', async (t) => {
  const card = new VirtualPiv();
  const { reader, enter } = await stage(t, { operators: [operatorOf('MALEE', card.publicKey)] });
  const first = enter();
  t.match(await enter(), { reason: 'busy' });
  await reader.insert(card);
  t.match(await first, { kind: 'entered' });
});

t.test('who goes away is not waited for: the next card is a citizen’s again', async (t) => {
  const { reader, enter, visits } = await stage(t);
  const leaving = new AbortController();
  const reason = new Error('went away');
  const entering = enter('123456', leaving.signal);
  leaving.abort(reason);
  await t.rejects(entering, reason);
  await t.rejects(enter('123456', leaving.signal), reason, 'nor who was gone before');
  await reader.insert(otherCard('bank-card'));
  await until('the desk has it', () => visits.length > 0);
  t.equal(getEventListeners(leaving.signal, 'abort').length, 0);
});

t.test('who goes away while the card is asked is not answered, and the desk goes on', async (t) => {
  const leaving = new AbortController();
  const reason = new Error('went away');
  const card = new VirtualPiv();
  const { reader, enter, visits } = await stage(t, { operators: [operatorOf('MALEE', card.publicKey)] });
  const entering = enter('123456', leaving.signal);
  const slow: VirtualChip = {
    ...{ model: card.model, atr: card.atr, msPerByte: 0, reset: () => card.reset() },
    respond: (command) => {
      leaving.abort(reason);
      return card.respond(command);
    },
  };
  await Promise.all([t.rejects(entering, reason), reader.insert(slow)]);
  await reader.insert(otherCard('bank-card'));
  await until('the desk has the next', () => visits.length > 0);
  t.strictSame(visits, ['citizen']);
});

t.test('at the end of the service nobody waits on, and a card that is asked holds nobody up', async (t) => {
  const waiting = await stage(t);
  const entering = waiting.enter();
  await waiting.end();
  await waiting.readers[Symbol.asyncDispose]();
  t.match(await entering, { reason: 'reader-gone' });

  const card = new VirtualPiv();
  const asking = await stage(t, { operators: [operatorOf('MALEE', card.publicKey)] });
  const asked = asking.enter();
  let ended: Promise<void> | undefined;
  const ending: VirtualChip = {
    ...{ model: card.model, atr: card.atr, msPerByte: 0, reset: () => card.reset() },
    respond: (command) => {
      ended ??= asking.end();
      return card.respond(command);
    },
  };
  await asking.reader.insert(ending);
  await until('the desk has ended', () => ended !== undefined);
  await ended;
  t.equal(asking.listeners(), 0);
  t.match(await asked, { kind: 'entered' }, 'while there are readers it is finished');
});

t.test('every refusal says in both languages what happened and what to do', async (t) => {
  for (const [reason, { th, en, doTh, doEn }] of Object.entries(CARD_REFUSALS)) {
    for (const thai of [th, doTh]) t.match(thai, /^[\u0e00-\u0e7f]/, reason);
    for (const english of [en, doEn]) t.match(english, /^[A-Z{].*\.$/, reason);
    t.notMatch(th + doTh, /\.$/, reason);
  }
});
