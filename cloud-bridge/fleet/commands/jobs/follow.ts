// Shows how an order comes along until it is over everywhere; Ctrl-C leaves it standing.
import { type BookedJob, isJobOver } from '../../jobs/index.ts';
import type { OpenFleet } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { type Say, sayTo } from '../saying.ts';
import { lineOfJob } from './job-text.ts';

const LOOK_EVERY_MS = 200;

/** @returns its jobs as they stand once all are over, or nobody waits any more. @throws KioskError STORE_* */
export async function followOrder(
  { register }: OpenFleet,
  id: string,
  { io, withinMs = Number.POSITIVE_INFINITY }: { readonly io: CommandIo; readonly withinMs?: number },
): Promise<readonly BookedJob[]> {
  const { clock, signal } = io;
  const endMs = clock.monotonicMs() + withinMs;
  const told = new Map<string, string>();
  const say = sayTo(io);
  if ((await register.jobs.order(id)).state === 'pending')
    say(`it waits for a second officer: ridgectl jobs approve ${id} --as THEIR.key`);
  for (;;) {
    const jobs = await register.jobs.jobsOf(id);
    sayNews(jobs, told, say);
    if (jobs.every(({ state }) => isJobOver(state)) || clock.monotonicMs() >= endMs) return jobs;
    if (signal.aborted) {
      say(`the order stands: ridgectl jobs follow ${id}, or ridgectl jobs cancel ${id}`);
      return jobs;
    }
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
}

function sayNews(jobs: readonly BookedJob[], told: Map<string, string>, say: Say): void {
  for (const job of jobs) {
    const line = lineOfJob(job);
    if (told.get(job.terminal) !== line && job.state !== 'planned') say(line);
    told.set(job.terminal, line);
  }
}
