// Some visits of one run of the service, the last of which is cut off: by a kill, at a moment of the caller's choice.

import { z } from 'zod';
import { systemClock } from '../../../protocol/index.ts';
import type { ShownSuccess } from './kept-journal.ts';
import type { ServiceProcess } from './service-process.ts';

export interface KillPlan {
  /** Files of the touches, one visit each; the last one is cut off. */
  readonly touches: readonly string[];
  readonly moment: KillMoment;
}

/** A share of the time that the shortest of the visits before took, or as soon as a stage is heard to be over. */
export type KillMoment = { readonly share: number } | { readonly stage: string };

export interface KilledRun {
  readonly shown: readonly ShownSuccess[];
  /** What was last heard of the visit that was cut off. */
  readonly cutAfter: string;
}

const answerSchema = z.object({ outcome: z.enum(['accepted', 'refused']), seq: z.int().nullable() });
const stepSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('touch'), visit: z.int() }),
  z.object({ type: z.literal('stage'), visit: z.int(), stage: z.string() }),
  z.object({ type: z.literal('answer'), visit: z.int(), accepted: z.boolean(), atMs: z.number() }),
]);
type Step = z.infer<typeof stepSchema>;

const nameOf = (step: Step | undefined): string => (step?.type === 'stage' ? step.stage : (step?.type ?? 'nothing'));

/** Resolves once the service is gone and all that it had sent has been read. */
export async function visitUntilKilled(
  service: ServiceProcess,
  plan: KillPlan,
  signal: AbortSignal,
): Promise<KilledRun> {
  const { touches, moment } = plan;
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const isReached = (step: Step): boolean =>
    'stage' in moment && step.visit === touches.length && nameOf(step) === moment.stage;
  const heard = stepsOf(await service.events(), (step) => isReached(step) && reach());
  const seqs: (number | undefined)[] = [];
  const durationsMs: number[] = [];
  for (const image of touches.slice(0, -1)) {
    const startedMs = performance.now();
    seqs.push(await acceptedSeq(service, image));
    durationsMs.push(performance.now() - startedMs);
  }
  const lastTouch = touches.at(-1) ?? '';
  // A request that the kill cuts off has no answer.
  const cutOff = acceptedSeq(service, lastTouch).catch(() => undefined);
  if ('share' in moment) await systemClock.sleep(moment.share * Math.min(...durationsMs), signal);
  else await Promise.race([reached, cutOff]);
  await service.kill();
  seqs.push(await cutOff);
  const steps = await heard;
  const ofLast = steps.filter(({ visit }) => visit === touches.length);
  return { shown: shownIn(steps, seqs), cutAfter: nameOf(ofLast.at(-1)) };
}

/** Visits are numbered from 1 in each run. */
const shownIn = (steps: readonly Step[], seqs: readonly (number | undefined)[]): readonly ShownSuccess[] =>
  seqs.flatMap((seq, index) => {
    const answer = steps.find((step) => step.type === 'answer' && step.visit === index + 1 && step.accepted);
    const punchedAtMs = answer?.type === 'answer' ? answer.atMs : undefined;
    return seq === undefined && punchedAtMs === undefined ? [] : [{ seq, punchedAtMs }];
  });

async function acceptedSeq(service: ServiceProcess, image: string): Promise<number | undefined> {
  const answer = answerSchema.parse(await service.ask('POST', 'bench/finger', { image, dpi: 500 }));
  return answer.outcome === 'accepted' ? (answer.seq ?? undefined) : undefined;
}

async function stepsOf(events: AsyncIterable<unknown>, hear: (step: Step) => void): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for await (const event of events) {
    const { data: step } = stepSchema.safeParse(event);
    if (!step) continue;
    steps.push(step);
    hear(step);
  }
  return steps;
}
