// ridgectl diagnose: why somebody cannot scan at a terminal, without a walk to it.
import { addressOf, type DiagnosedPerson, isFault, KioskError } from '../../../../protocol/index.ts';
import { type BookedJob, diagnose, type FleetFacts, VERDICTS } from '../../jobs/index.ts';
import { type RegisteredPerson, rightsOf } from '../../register/index.ts';
import { mustSaySomething } from '../given-options.ts';
import { personCalled } from '../people.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf, timeOf } from '../table.ts';
import { theTerminal } from '../terminal-name.ts';
import { type CarryOptions, courierOf } from './carry.ts';
import { followOrder } from './follow.ts';
import { giveOrder } from './give-order.ts';
import { type OfficerOptions, officerOf } from './officer-option.ts';

export interface DiagnoseCommand extends RegisterOptions, CarryOptions, OfficerOptions {
  readonly terminal: string;
  readonly person: string;
  /** Seconds. */
  readonly within: string;
  readonly json?: boolean;
}

/** 1 where something is to be mended. */
export async function diagnoseCommand(options: DiagnoseCommand, io: CommandIo): Promise<0 | 1> {
  mustSaySomething(options);
  const withinMs = 1000 * Number(options.within);
  if (!(withinMs >= 0 && withinMs <= 3_600_000))
    throw new KioskError('USAGE', { why: `--within ${options.within}: give seconds, an hour at most` });
  const officer = await officerOf(options);
  await using fleet = await openFleet(options, io.clock);
  const { terminal } = await theTerminal(fleet.store, options.terminal);
  const person = await personCalled(fleet, options.person);
  const what = { kind: 'diagnose', person: person.id } as const;
  const { order } = await giveOrder(fleet, { what, terminals: [terminal], officer }, { beginWithin: '1h' }, io);
  await using _courier = await courierOf(options, fleet, io);
  const [job] = await followOrder(fleet, order.id, { io, withinMs });
  const answer = job && (await answerOf(fleet, job));
  const facts = await factsOf(fleet, person, terminal, io);
  const verdict = diagnose({ facts, answer, nowMs: io.clock.nowMs() });
  const words = VERDICTS[verdict.code];
  if (options.json)
    io.out(
      `${JSON.stringify({ verdict: { ...verdict, ...words }, terminal, job, fleet: facts, answer: answer ?? null })}\n`,
    );
  else {
    const { th, en, doTh, doEn } = words;
    const because = verdict.because === '' ? '' : ` (${verdict.because})`;
    io.out([`${verdict.code}${because}`, `${th} ${doTh}`, `${en} ${doEn}`, ''].map(plain).join('\n'));
    if (answer) io.out(`\n${textOf(answer)}`);
  }
  return verdict.code === 'works' || verdict.code === 'not-tried' ? 0 : 1;
}

/** What cannot be read is no answer. */
async function answerOf({ register }: OpenFleet, job: BookedJob): Promise<DiagnosedPerson | undefined> {
  try {
    return await register.jobs.answers.of(job, 'diagnose');
  } catch (fault) {
    if (isFault(fault, 'PROTOCOL_MALFORMED')) return undefined;
    throw fault;
  }
}

async function factsOf(
  { register }: OpenFleet,
  person: RegisteredPerson,
  terminal: string,
  { clock }: CommandIo,
): Promise<FleetFacts> {
  const place = { terminal, site: addressOf(terminal).site };
  const table = await register.deliveries.tableOf(terminal);
  const fingers = await register.templates.of(person.id);
  return {
    isActive: person.active,
    rights: rightsOf(person, place, await register.grants.all(), clock.nowMs()),
    qualities: fingers.flatMap(({ impressions }) => impressions.map(({ quality }) => quality)),
    isProven: table.some((row) => row.person === person.id && row.state === 'proven'),
  };
}

function textOf({ fingers, lastAttempts, sensor, attacksSuspected }: DiagnosedPerson): string {
  const known = fingers.map(({ finger, quality }) => `${finger} (${quality.join(', ')})`).join(', ') || 'none';
  const rows = lastAttempts.map(({ atMs, whose, outcome, reason, quality, score, threshold }) => [
    ...[timeOf(atMs), whose === 'person' ? 'theirs' : 'of nobody', outcome, reason ?? ''],
    ...[quality, score, threshold].map((figure) => (figure === null ? '' : `${Math.round(figure)}`)),
  ]);
  const lines = [
    `fingers there, with the quality of each impression: ${known}`,
    `sensor: ${sensor.ok ? 'well' : 'NOT WELL'}${sensor.detail === '' ? '' : ` (${sensor.detail})`}`,
    `attacks suspected within a day: ${attacksSuspected}`,
  ];
  const attempts =
    rows.length > 0 ? tableOf(['AT', 'WHOSE', 'OUTCOME', 'REASON', 'QUALITY', 'SCORE', 'THRESHOLD'], rows) : '';
  return `${lines.map(plain).join('\n')}\n${attempts}`;
}
