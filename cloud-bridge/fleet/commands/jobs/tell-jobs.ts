// What came of an order: a table for people, one document for scripts; pictures go into files alone.
import { isFault, type OrderKind } from '../../../../protocol/index.ts';
import type { BookedJob, BookedOrder } from '../../jobs/index.ts';
import type { OpenFleet } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf, timeOf } from '../table.ts';
import { detailOf, stateText } from './job-text.ts';
import { readReceipt, textOfReceipt } from './wipe-text.ts';

/** 1 where any of them is not done. */
export async function tellJobs(
  fleet: OpenFleet,
  { order, state, why }: BookedOrder,
  {
    jobs,
    json,
    io,
  }: { readonly jobs: readonly BookedJob[]; readonly json?: boolean | undefined; readonly io: CommandIo },
): Promise<0 | 1> {
  const answers = await Promise.all(jobs.map((job) => answerOf(fleet, job, order.what.kind)));
  if (json) {
    const shown = jobs.map(({ order: _, ...job }, at) => ({ ...job, answer: answers[at] ?? null }));
    io.out(`${JSON.stringify({ order, state, why, jobs: shown })}\n`);
  } else {
    const rests = await Promise.all(jobs.map((job, at) => restOf(job, answers[at])));
    const rows = jobs.map((job, at) => [job.terminal, stateText(job), timeOf(job.changedMs), rests[at] ?? '']);
    const head = `${order.what.kind}, ordered by ${order.by} at ${timeOf(order.atMs)}: ${state}`;
    io.out(`${plain(why === null ? head : `${head} (${why})`)}\n`);
    io.out(tableOf(['TERMINAL', 'STATE', 'SINCE', ''], rows));
  }
  return jobs.every((job) => job.state === 'done') ? 0 : 1;
}

/** Without pictures. Undefined where there is none, or not any more. */
async function answerOf({ register }: OpenFleet, job: BookedJob, kind: OrderKind): Promise<object | undefined> {
  if (kind === 'snapshot' || job.state !== 'done') return undefined;
  try {
    return await register.jobs.answers.of(job, kind);
  } catch (fault) {
    if (isFault(fault, 'SEAL_BROKEN') || isFault(fault, 'PROTOCOL_MALFORMED')) return { unreadable: fault.code };
    throw fault;
  }
}

async function restOf(job: BookedJob, answer: object | undefined): Promise<string> {
  if (answer === undefined) return detailOf(job);
  const receipt = 'receipt' in answer ? await readReceipt(String(answer.receipt)) : undefined;
  if (receipt) return textOfReceipt(receipt);
  if (!('checks' in answer) || !Array.isArray(answer.checks))
    return Object.keys(answer).length > 0 ? JSON.stringify(answer) : '';
  const checks = answer.checks.map(
    ({ name, ok, detail }) => `${name} ${ok ? 'ok' : 'NOT OK'}${detail ? ` (${detail})` : ''}`,
  );
  return checks.join(', ');
}
