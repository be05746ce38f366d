// How a run of the service ends: in order, or killed at a moment that chance chooses.
import { isFault } from '../../protocol/index.ts';
import type { Run } from './run.ts';

export type Ending = (run: Run) => Promise<void>;

/** Random times rarely fall into the few milliseconds around the commit: some kills are aimed at them. */
const killedAfter =
  (stage: string): Ending =>
  async (run) => {
    const reached = run.reaches(stage);
    const visit = run.visit().catch(() => undefined);
    await Promise.race([reached, visit]);
    await run.parts.service.kill();
    await visit;
  };

export const killedDuring =
  (what: (run: Run) => Promise<unknown>, withinMs: number): Ending =>
  async (run) => {
    const cutOff = what(run).catch(() => undefined);
    await run.wait(run.draw(withinMs));
    await run.parts.service.kill();
    await cutOff;
  };

/** What an outage held back is on its way, is acknowledged, and gives way to what is new. */
const killedWhileDraining: Ending = async (run) => {
  const { wire } = run.parts.fleet;
  wire.state = 'cut';
  for (let visits = 0; visits < 3; visits += 1) await run.visit();
  wire.state = 'through';
  await killedDuring((busy) => busy.visit(), 1500)(run);
};

/** As systemd ends it: it has closed everything before systemd loses patience. */
const inOrder: Ending = async (run) => {
  const { service, witness } = run.parts;
  await service.stop().catch(async (fault: unknown) => {
    if (!isFault(fault)) throw fault;
    witness.complain(`it did not end when it was told to: ${service.complaints.slice(-400)}`);
    await service.kill();
  });
};

/** Those that are faults, and the one that is none. */
export const KILLS: Readonly<Record<string, Ending>> = {
  'killed in a visit': killedDuring((run) => run.visit(), 250),
  'killed between finger and answer': killedAfter('identification'),
  'killed at the commit': killedAfter('commit'),
  'killed in an enrolment': killedDuring((run) => run.enrol(), 1200),
  'killed while its keys are renewed': killedDuring((run) => run.renewKeys(), 80),
  'killed at rest': killedDuring((run) => run.wait(1), 300),
  'killed while it drains': killedWhileDraining,
  'killed on its way down': async (run) => {
    const stopped = run.parts.service.stop().catch(() => undefined);
    await run.wait(run.draw(200));
    await run.parts.service.kill();
    await stopped;
  },
};

export const IN_ORDER = inOrder;
