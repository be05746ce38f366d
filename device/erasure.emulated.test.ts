// Somebody asks a terminal to be forgotten: an officer grants it while the terminal is off line, it follows once it is back, and its receipt answers them.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Mosquitto, noMosquitto } from '../cloud-bridge/fixtures/mosquitto.ts';
import { MovedClock } from '../cloud-bridge/fixtures/moved-clock.ts';
import { manager, ridgectl } from '../cloud-bridge/fixtures/ridgectl.ts';
import { openSqliteRegister } from '../cloud-bridge/fleet/index.ts';
import { encodeFingerMinutiae, openErasureReceipt, systemClock } from '../protocol/index.ts';
import { enrolFinger, openTerminal, print, type Terminal, until } from './fixtures/terminal.ts';

const ADDRESS = { site: 'site', terminal: 'terminal' };
const NAME_TH = 'สมชาย น้ำใจงาม';
const CODE = '0000012345';
const MONTHS_MS = 60 * 86_400_000;

/** Asks to be erased, and shows by the finger who it is. */
async function asksToBeErased({ kiosk, module }: Terminal): Promise<string> {
  const stop = kiosk.events.listen((event) => {
    if (event.type !== 'request') return;
    if (event.step === 'place') module.present(print(1, 4));
    if (event.step === 'lift') module.lift();
    if (event.step === 'confirm') kiosk.requests.confirm();
  });
  const answer = await kiosk.requests.byFinger('erasure');
  stop();
  module.lift();
  if (!answer?.reference) throw new Error(`no request was taken: ${answer?.code}`);
  return answer.reference;
}

const tellingOf = ({ kiosk }: Terminal, subject: string): readonly string[] =>
  kiosk.stores.journal
    .read(1, 999)
    .flatMap(({ payload }) => (JSON.stringify(payload).includes(subject) ? [payload?.event ?? ''] : []));

t.test(
  'from the request to the receipt, with the terminal off line and an order that came too late',
  {
    skip: noMosquitto,
  },
  async (t) => {
    await using broker = await Mosquitto.start();
    const fleet = await manager(t);
    const boss = join(fleet.folder, 'boss.key');
    const asBoss = (...args: string[]) => fleet.run(...args, '--as', boss);
    const json = async (...args: string[]) => JSON.parse((await asBoss(...args, '--json')).out);
    const add = ['officers', 'add', 'มาลี', '--role', 'administrator', '--out', boss];
    t.match(await fleet.run(...add), { code: 0 });
    t.match(await asBoss('people', 'add', '--code', CODE, '--name-th', NAME_TH), { code: 0 });
    const trust = await json('trust');
    const end = new AbortController();
    const services = ['ingest', 'deliver'].map(
      (name) => ridgectl([name, '--broker', broker.url, ...fleet.place], end.signal).ended,
    );
    t.teardown(async () => {
      end.abort();
      await Promise.all(services);
    });
    const dataDir = join(fleet.folder, 'terminal');
    mkdirSync(dataDir);
    const open = () => openTerminal({ dataDir, address: ADDRESS, fleet: { url: broker.url, trust } });

    let reference = '';
    let subject = '';
    {
      await using terminal = await open();
      const { kiosk } = terminal;
      await using register = await openSqliteRegister(fleet.file, systemClock);
      const everyone = { to: { kind: 'everyone', name: '' }, at: { kind: 'terminal', name: 'site.terminal' } } as const;
      await register.grants.add(everyone, 'manager');
      const person = await register.people.byCode(CODE);
      const impressions = await Promise.all(
        [0, 1, 2].map(async (touch) => {
          const { template } = await kiosk.engine.extract(print(1, touch), end.signal);
          const record = Buffer.from(encodeFingerMinutiae(template)).toString('base64');
          return { record, quality: 80, sensor: 'office', enroller: 'officer-1', atMs: 1 };
        }),
      );
      await register.templates.replace(person?.id ?? '', [{ finger: 'right-index', consentId: 'C-1', impressions }]);
      await register.people.touch(person?.id ?? '');
      await enrolFinger(terminal, 'LOCAL', 3);
      await until('they are here with their finger', () => kiosk.stores.templates.subjects().size === 2);
      await until('they clock', async () => (await terminal.touch(print(1, 5))).accepted);
      await until('somebody else clocks', async () => (await terminal.touch(print(3, 5))).accepted);
      subject = kiosk.stores.people.byCode(CODE)?.pseudonym ?? '';
      reference = await asksToBeErased(terminal);
      await until('the fleet has all of it', () => kiosk.stores.journal.unacknowledged === 0);
    }
    t.match(await asBoss('requests', 'grant', reference, '--reason', 'PDPA'), { code: 2, err: /registered still/ });
    t.match(await asBoss('people', 'remove', CODE, '--reason', 'PDPA'), { code: 0 });

    const late = ridgectl(
      ['requests', 'grant', reference, '--reason', 'PDPA', '--as', boss, ...fleet.place],
      undefined,
      new MovedClock(-MONTHS_MS),
    );
    t.match(await late.ended, { code: 0, out: /entries erased here: [1-9]/ }, 'the fleet waits for nobody');
    const show = () => json('requests', 'show', reference);
    await until('it came too late', async () => (await show()).erasure.terminals[0]?.state === 'timed-out');
    t.match(await asBoss('requests', 'show', reference), { code: 1, out: /TOO LATE/ });
    const again = await asBoss('requests', 'grant', reference, '--reason', 'PDPA');
    t.match(again, { code: 0, out: /entries erased here: 0; order .* goes to terminals: 1/ });
    t.match(await asBoss('requests', 'grant', reference, '--reason', 'PDPA'), { code: 2, err: /under way/ });
    t.match(await asBoss('requests', 'show', reference), { code: 1, out: new RegExp(`open.*${CODE} ${NAME_TH}`) });

    await using terminal = await open();
    const { kiosk } = terminal;
    await until('the request is answered', async () => (await show()).state === 'answered');
    t.strictSame(
      [...new Set(tellingOf(terminal, subject))],
      ['finger-shown', 'data-request'],
      'what is of security stays',
    );
    t.ok(
      kiosk.stores.journal.read(1, 999).some(({ payload }) => payload?.event === 'clock'),
      'and so does what is of others',
    );
    t.match(await kiosk.stores.journal.verify(), { intact: true });
    const answered = await show();
    t.match(answered, {
      ...{
        person: { code: CODE, nameTh: NAME_TH },
        closedBy: 'มาลี',
        note: /^entries erased here: [1-9]\d*, at 1 terminals: [1-9]\d*; stays there: \d+ of security/,
      },
      erasure: { terminals: [{ terminal: 'site.terminal', state: 'done' }] },
    });
    const [{ receipt: jws, says }] = answered.erasure.terminals;
    const { receipt, signedBy } = await openErasureReceipt(jws);
    t.equal(signedBy, (await kiosk.vault.signer('journal')).kid);
    t.strictSame(receipt, says);
    t.match(receipt, { request: reference, job: answered.erasure.order, kept: [{ class: 'security' }] });
    t.ok(receipt.erased >= 1, 'the visit');
    t.match(await asBoss('requests', 'show', reference), {
      code: 0,
      out: /erased: \d+; stays: \d+ of security until 20/,
    });
    t.match(await asBoss('requests', 'grant', reference, '--reason', 'PDPA'), { code: 2, err: /answered already/ });
    await until('the fleet has all of it', () => kiosk.stores.journal.unacknowledged === 0);
    await using store = await fleet.openStore();
    t.strictSame(await store.gaps(), [], 'nothing is missing, and nothing a flaw');
    t.strictSame(await store.incidents(9), []);
    const stored = await store.entriesAfter(0, { limit: 999 });
    t.strictSame(
      [
        ...new Set(
          stored.filter(({ payload }) => JSON.stringify(payload).includes(subject)).map(({ class: of }) => of),
        ),
      ],
      ['security'],
    );
  },
);
