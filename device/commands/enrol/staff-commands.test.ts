// Cards linked and faces kept from the command line, at a terminal that nobody else serves: what is told, and what is kept.
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { INVENTED_PEOPLE } from '../../../hal/index.ts';
import { BenchClock } from '../../bench/bench-clock.ts';
import { BenchCitizen } from '../../bench/kiosk/bench-citizen.ts';
import { plugVirtualHardware } from '../../bench/virtual-hardware.ts';
import { virtualMachine } from '../../bench/virtual-machine.ts';
import { ClosingOrder } from '../../closing-order.ts';
import { readConfig } from '../../config/index.ts';
import { Kiosk } from '../../kiosk/kiosk.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import { enrolFaceFrom, linkCardFrom } from './staff-commands.ts';

const { signal } = new AbortController();
const UID = '04a1b2c3d4e5f6';
const SOMCHAI = { code: '0000000041', nameTh: 'สมชาย', nameEn: 'Somchai' };
const MALEE = { code: '0000000042', nameTh: 'มาลี', nameEn: 'Malee' };
const by = { consent: 'C-1', enroller: 'test' };

const closing = new ClosingOrder();
t.teardown(() => closing[Symbol.asyncDispose]());
const [clock, log] = [new BenchClock(), openLog('silent')];
const overrides = { data: { dir: t.testdir() }, engine: { threads: 1 }, card: { driver: 'virtual' as const } };
const config = readConfig({ env: {}, overrides });
const hardware = await plugVirtualHardware({ config, clock, log, paced: false, walkUp: 'in-process' }, closing);
const machine = virtualMachine(clock);
const opened = { config, clock, log, version: 'test', hardware, machine, fleet: undefined, profiles: [] };
/** Nobody serves it: the command has it to itself. */
const kiosk = closing.use(await Kiosk.open(opened, signal));
const { stores } = kiosk.parts;
const { people, journal } = stores;
for (const [index, person] of [SOMCHAI, MALEE].entries()) {
  const pseudonym = `p-${index}`;
  stores.enrol({ person: { ...person, pseudonym, enroller: 'test', enrolledAtMs: 0 }, consentId: 'c', fingers: [] });
  stores.enrolmentJournaled(pseudonym);
}
const { walkUp: devices } = hardware;
if (!devices) throw new Error('no card can be inserted');
const citizen = closing.use(new BenchCitizen({ kiosk: kiosk.parts, devices, signal }));
t.afterEach(() => citizen.remove());

t.test('a card is linked under a consent, to one person, and journaled without its number', async (t) => {
  await citizen.insert({ card: { uid: UID } });
  const result = await linkCardFrom(kiosk, { ...SOMCHAI, ...by }, signal);
  t.match(result, {
    exitCode: 0,
    json: { linked: true, seq: Number },
    text: /contactless card is linked to 0000000041/,
  });
  t.equal(people.byCard({ kind: 'contactless', number: UID })?.code, SOMCHAI.code);
  const entries = journal.readNewest(10).map(({ payload }) => payload);
  t.match(entries.at(-1), { event: 'enrolment', code: SOMCHAI.code, cards: ['contactless'], consentId: 'C-1' });
  t.notMatch(JSON.stringify([entries, result]), UID);
  await t.rejects(linkCardFrom(kiosk, { ...MALEE, ...by }, signal), { code: 'PERSON_EXISTS' });
  t.equal(people.byCard({ kind: 'contactless', number: UID })?.code, SOMCHAI.code, 'still theirs');
});

t.test('of a Thai ID card number and photo are linked, and neither is kept nor told', async (t) => {
  const { citizenNumber } = INVENTED_PEOPLE.malee;
  await citizen.insert({ card: 'malee' });
  const result = await linkCardFrom(kiosk, { ...MALEE, ...by }, signal);
  t.match(result, { exitCode: 0, text: /thai-id card is linked to 0000000042/ });
  t.notMatch(JSON.stringify(result), citizenNumber);
  const linked = people.byCard({ kind: 'thai-id', number: citizenNumber });
  t.equal(linked?.code, MALEE.code);
  t.match(linked?.cards, [{ kind: 'thai-id', photoMac: /^[0-9a-f]{64}$/ }]);
  t.notMatch(JSON.stringify(linked), citizenNumber);
});

t.test('a card that is none of ours is a clean no; whoever is unknown, or has not consented, shows none', async (t) => {
  const entries = journal.readNewest(10).length;
  await citizen.insert({ card: 'bank-card' });
  t.match(await linkCardFrom(kiosk, { ...SOMCHAI, ...by }, signal), {
    exitCode: 1,
    json: { linked: false, reason: 'not-a-thai-id' },
  });
  await t.rejects(linkCardFrom(kiosk, { ...by, code: '9' }, signal), { code: 'PERSON_UNKNOWN' });
  await t.rejects(linkCardFrom(kiosk, { ...SOMCHAI, enroller: 'test' }, signal), { code: 'CONSENT_MISSING' });
  t.equal(journal.readNewest(10).length, entries);
  await t.rejects(
    enrolFaceFrom(kiosk, { ...SOMCHAI, ...by }, signal),
    { code: 'USAGE' },
    'nobody is known by the face',
  );
});

t.test('an empty reader is waited for until the operator gives up; without a reader nobody waits', async (t) => {
  const stop = new AbortController();
  let isOver = false;
  const waiting = linkCardFrom(kiosk, { ...SOMCHAI, ...by }, stop.signal).finally(() => {
    isOver = true;
  });
  await setTimeout(200);
  t.notOk(isOver, 'still waiting');
  stop.abort(new Error('Ctrl-C'));
  await t.rejects(waiting, /Ctrl-C/);
  const bare = { parts: { ...kiosk.parts, config: { ...config, card: { ...config.card, driver: 'none' as const } } } };
  await t.rejects(linkCardFrom(bare, { ...SOMCHAI, ...by }, signal), {
    code: 'USAGE',
    context: { key: 'card.driver' },
  });
});
