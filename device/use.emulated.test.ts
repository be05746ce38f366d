// A signed compliance profile at a whole terminal: whose fingers it has, who is enrolled, and what the screen asks for.
import { join } from 'node:path';
import t from 'tap';
import { holdPolicy } from './fixtures/held-policy.ts';
import { servedTerminal } from './fixtures/served-terminal.ts';
import { enrolFinger, openTerminal, print } from './fixtures/terminal.ts';

const BOT = { 'use.profile': 'bot', 'use.approvals.proveFace': 'ธปท.ฝกช. 3/2569' };

t.test('under the profile of the Bank of Thailand a terminal forgets all fingers, and takes none', async (t) => {
  const dataDir = join(t.testdir({ data: {} }), 'data');
  {
    await using terminal = await openTerminal({ dataDir });
    await enrolFinger(terminal, '0000000001', 1);
    t.match(await terminal.touch(print(1, 3)), { code: 'accepted' });
  }
  await holdPolicy(dataDir, BOT);
  {
    await using terminal = await openTerminal({ dataDir });
    const { stores, engine, enrolment } = terminal.kiosk;
    t.equal(stores.templates.count, 0);
    t.equal(engine.stats.fingers, 0);
    t.match(stores.people.byCode('0000000001'), { nameTh: 'คนที่ 0000000001' });
    const retired = stores.journal
      .readNewest(9)
      .flatMap(({ payload }) => (payload?.event === 'retired' ? [payload] : []));
    t.match(retired, [{ what: 'biometrics', count: 1, days: 0, policyVersion: /\+signed-1$/ }]);

    terminal.module.present(print(1, 3));
    const nobody = { place: async () => true, lift: async () => undefined, told: () => undefined };
    const who = { code: '0000000002', nameTh: 'สมหญิง', nameEn: 'Somying', consentId: 'c', enroller: 'officer' };
    const request = { ...who, fingers: ['right-index'] as const, substitute: false, override: null };
    await t.rejects(enrolment.enrol(request, nobody, new AbortController().signal), {
      code: 'PURPOSE_REFUSED',
      context: { by: 'finger' },
    });
    t.equal(stores.people.byCode('0000000002'), undefined);
    t.notOk(
      stores.journal
        .readNewest(9)
        .some(({ payload }) => payload?.event === 'clock' && payload.policyVersion.includes('signed')),
      'the finger that lies there all the while is looked at by nobody',
    );
  }
  await holdPolicy(dataDir, {}, 2);
  await using terminal = await openTerminal({ dataDir });
  await enrolFinger(terminal, '0000000003', 2);
  t.match(
    await terminal.touch(print(2, 3)),
    { code: 'accepted' },
    'another policy, another consent, another enrolment',
  );
  t.match(await terminal.touch(print(1, 3)), { code: 'not-recognised' });
});

t.test('the page and the fleet are told what the terminal may do', async (t) => {
  const dataDir = join(t.testdir({ data: {} }), 'data');
  await holdPolicy(dataDir, BOT);
  const { url, kiosk } = await servedTerminal(t, { dataDir });
  const about = await (await fetch(new URL('/screen/about', url))).json();
  t.match(about, { fingers: false });
  t.match(kiosk.portrait.birth().capabilities, { profile: 'bot', residency: 'none', uses: ['proveFace'] });
});
