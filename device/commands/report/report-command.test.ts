// ridged report biometrics: the journal of a stopped service, counted and left as it is.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import type { JournalPayload } from '../../../protocol/index.ts';
import { clocked, noted, openTerminal, somchai } from '../../store/fixtures/terminal.ts';
import { openVault } from '../../vault/index.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { reportCommand } from './report-command.ts';

const report = inHand(reportCommand);
const run = (...words: readonly string[]) => report('biometrics', ...words);

/** The day on which the fixtures clock. */
const DAY = ['--from', '2026-11-02', '--to', '2026-11-02'] as const;
const fault: JournalPayload = { event: 'fault', device: 'sensor', code: 'HAL_TIMEOUT', detail: '' };

t.test('attempts are counted, nothing is a rate that nobody has labelled, and not a byte changes', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.journal.append(noted(''));
    stores.journal.append(clocked());
    stores.journal.append({ ...clocked(), attempt: 2 } as JournalPayload);
    stores.journal.append({ ...clocked(somchai.pseudonym), attempt: 3 } as JournalPayload);
    stores.journal.append(fault);
    const how = { by: 'finger', finger: 'right-index', tries: 9, enroller: 'officer' } as const;
    stores.journal.append({ event: 'enrolment-failed', reason: 'poor-quality', ...how });
  }
  const before = readdirSync(dataDir).map((name) => [name, statSync(join(dataDir, name)).mtimeMs]);
  const report = JSON.parse((await run(...DAY, '--data', dataDir, '--json')).out);
  t.match(report, {
    ...{ from: '2026-11-02', intact: true, unreadable: 0, faults: { HAL_TIMEOUT: 1 } },
    ...{ enrolments: 0, failureToEnrol: { finger: { rate: 1, count: 1, of: 1 }, face: { rate: null } } },
    series: [
      {
        series: 'finger-identification',
        attempts: { accepted: 1, rejected: 2 },
        transactions: { accepted: 1, refused: 0 },
        ofTransactions: { labelled: 0, accuracy: { rate: null, why: 'nothing is labelled' } },
        failureToAcquire: { rate: 0, of: 3 },
      },
    ],
    // The clock of the fixtures knows nothing: nor does anybody else, then.
    availability: { terminal: { rate: null, totalMs: 0 } },
  });
  t.match(await run(...DAY, '--data', dataDir), {
    exitCode: 0,
    out: /finger-identification: accepted 1, rejected 2; transactions 1 accepted[\s\S]*failure to enrol: finger 100 % \(1 of 1\); face n\/a[\s\S]*ridgectl label/,
  });
  t.match(JSON.parse((await run('--from', '2026-11-03', '--to', '2026-11-03', '--data', dataDir, '--json')).out), {
    ...{ series: [], faults: {} },
  });
  t.strictSame(
    readdirSync(dataDir).map((name) => [name, statSync(join(dataDir, name)).mtimeMs]),
    before,
  );
});

t.test('a journal that is not whole is said to be none; what is wrong has its exit code', async (t) => {
  const dataDir = t.testdir();
  t.match(await run(...DAY, '--data', dataDir), { exitCode: 3, err: /KEY_UNAVAILABLE/ });
  await openVault({ dataDir });
  t.match(await run(...DAY, '--data', dataDir), { exitCode: 2, err: /no journal\.db/ });
  {
    await using stores = await openTerminal(dataDir);
    for (let count = 0; count < 3; count += 1) stores.journal.append(clocked());
    t.match(await run(...DAY, '--data', dataDir), { exitCode: 3, err: /STORE_BUSY/ }, 'while the service runs');
  }
  const db = new Sqlite(join(dataDir, 'journal.db'));
  db.exec('DELETE FROM entry WHERE seq = 2');
  db.close();
  t.match(await run(...DAY, '--data', dataDir), { exitCode: 1, out: /NOT intact/ });
  const backwards = ['--from', '2026-11-03', '--to', '2026-11-02'];
  t.match(await run(...backwards, '--data', dataDir), { exitCode: 2, err: /is before --from/ });
  for (const day of ['2569-11-02', '2026-02-30', 'today'])
    await t.rejects(run('--from', day, '--to', '2026-11-02'), /common era/, day);
});
