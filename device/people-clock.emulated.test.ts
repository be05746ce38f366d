// Ten people enrol and clock at a whole service, over its bench API, as from outside.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { z } from 'zod';
import { SqliteFleetStore } from '../cloud-bridge/fleet/index.ts';
import { journalEntrySchema } from '../protocol/index.ts';
import { ServiceProcess } from './commands/bench/service-process.ts';
import { builtProgram } from './fixtures/built-service.ts';
import { type Cast, castPeople } from './fixtures/cast.ts';
import { until } from './fixtures/terminal.ts';

const LEAST_ACCEPTED = 0.9;
const EXPORT_BYTES = 16 * 1024 * 1024;

const answerSchema = z.object({
  outcome: z.enum(['accepted', 'refused']),
  reason: z.string().nullable(),
  hrCode: z.string().nullable(),
  seq: z.int(),
});
const stateSchema = z.object({ journal: z.object({ unacknowledged: z.int() }) });
const exportSchema = z.object({ intact: z.boolean(), entries: z.array(journalEntrySchema) });

interface Visit extends z.infer<typeof answerSchema> {
  readonly whose: string;
  readonly image: string;
}

async function enrolAll(service: ServiceProcess, { people, dpi }: Cast): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const { hrCode, enrolled } of people) {
    const person = { hrCode, nameTh: `คนที่ ${hrCode}`, nameEn: `Person ${hrCode}` };
    answers.push(await service.ask('POST', 'bench/enrol', { ...person, fingers: { 'right-index': enrolled }, dpi }));
  }
  return answers;
}

/** One after another, each person once before anybody comes again. */
async function clockAll(service: ServiceProcess, { people, dpi }: Cast): Promise<readonly Visit[]> {
  const rounds = people[0]?.touches.length ?? 0;
  const visits: Visit[] = [];
  for (let round = 0; round < rounds; round += 1)
    for (const { hrCode: whose, touches } of people) {
      const image = touches[round] ?? '';
      const answer = answerSchema.parse(await service.ask('POST', 'bench/finger', { image, dpi }));
      visits.push({ ...answer, whose, image });
    }
  return visits;
}

async function exported(program: string, dataDir: string): Promise<z.infer<typeof exportSchema>> {
  const words = [program, 'journal', 'export', '--json', '--data', dataDir];
  const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: EXPORT_BYTES });
  return exportSchema.parse(JSON.parse(stdout));
}

interface ClockEntry {
  readonly seq: number;
  readonly outcome: unknown;
  readonly reason: unknown;
}

const clockEntries = (
  entries: readonly { readonly seq: number; readonly payload: Readonly<Record<string, unknown>> | null }[],
): readonly ClockEntry[] =>
  entries.flatMap(({ seq, payload }) =>
    payload?.['event'] === 'clock' ? [{ seq, outcome: payload['outcome'], reason: payload['reason'] }] : [],
  );

t.test(
  'ten people clock five times each: nine in ten are accepted, nobody as another, every visit is kept once',
  async (t) => {
    const program = builtProgram();
    const dataDir = join(t.testdir(), 'data');
    const cast = await castPeople(join(t.testdir(), 'prints'));
    await using service = await ServiceProcess.start({ program, dataDir }, new AbortController().signal);
    const enrolments = await enrolAll(service, cast);
    for (const answer of enrolments) t.match(answer, { enrolled: true }, JSON.stringify(answer));

    const visits = await clockAll(service, cast);
    const accepted = visits.filter(({ outcome }) => outcome === 'accepted');
    const refused = visits.filter(({ outcome }) => outcome === 'refused');
    t.comment(`${cast.name}: ${accepted.length} of ${visits.length} accepted`);
    for (const { image, reason } of refused) t.comment(`${image}: ${reason}`);
    t.ok(accepted.length >= LEAST_ACCEPTED * visits.length, `${accepted.length} of ${visits.length} accepted`);
    t.strictSame(
      accepted.filter(({ hrCode, whose }) => hrCode !== whose),
      [],
      'nobody is taken for another',
    );

    await until('the fleet has acknowledged everything', async () => {
      const { journal } = stateSchema.parse(await service.ask('GET', 'bench/state'));
      return journal.unacknowledged === 0;
    });
    t.equal(await service.stop(), 0, 'an orderly end');

    const made = visits.map(({ seq, outcome, reason }) => ({ seq, outcome, reason }));
    const { intact, entries } = await exported(program, dataDir);
    t.ok(intact, 'the journal is whole');
    t.strictSame(clockEntries(entries), made, 'every visit stands in the journal once, in order');
    await using fleet = await SqliteFleetStore.open(join(dataDir, 'fleet.db'), { readOnly: true });
    const arrived = await fleet.entriesAfter(0, { limit: 10_000 });
    t.strictSame(clockEntries(arrived), made, 'and in the fleet store once, in order');
  },
);
