// Every part is asked whether it works, while the service runs: what doctor does to a stopped one.
import { type Clock, FAULTS, isFault } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import type { FrontDesk } from '../../flows/front-desk.ts';
import { BEING_TESTED } from '../../flows/prompts.ts';
import type { ServiceGate } from '../../flows/service-gate.ts';
import { CHECKS } from '../../health/checks/index.ts';
import { done, type JobKind, jobKind } from '../job-kind.ts';

export interface SelfTestParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly desk: Pick<FrontDesk, 'borrow'>;
  readonly gate: Pick<ServiceGate, 'keptFor'>;
  /** What the running service holds is asked as it is held. Each says what it found, or throws a KioskError. */
  readonly live: Readonly<Record<string, (signal: AbortSignal) => Promise<string>>>;
}

/** What doctor can look at beside a running service. */
const BESIDE = ['disk', 'keys', 'network', 'face', 'time'];

export interface Found {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** It needs the sensor for itself: whoever comes meanwhile is told. */
export const selfTestKind = (parts: SelfTestParts): JobKind =>
  jobKind(
    'self-test',
    { needs: 'quiet', waitsForClock: false, mayBeStopped: true },
    async (_what, { tell, signal }) => {
      const checks = await selfTest(parts, tell, signal);
      return done('self-test', { checks });
    },
  );

/** Nobody is served meanwhile. @throws KioskError as `FrontDesk.borrow`; the signal's reason */
export async function selfTest(
  parts: SelfTestParts,
  tell: (step: string, progress: number) => void,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const { gate, desk } = parts;
  return await gate.keptFor(BEING_TESTED, () => desk.borrow(() => testAll(parts, tell, signal)));
}

async function testAll(
  { live, config, clock }: SelfTestParts,
  tell: (step: string, progress: number) => void,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const beside = BESIDE.flatMap((name) => {
    const check = CHECKS[name];
    return check ? [[name, () => check({ config, clock, signal })] as const] : [];
  });
  const alive = Object.entries(live).map(([name, ask]) => [name, () => asked(ask, signal)] as const);
  const all = [...beside, ...alive];
  const found: Found[] = [];
  for (const [at, [name, look]] of all.entries()) {
    tell(name, at / all.length);
    const { ok, detail } = await look();
    found.push({ name, ok, detail: detail.slice(0, 500) });
  }
  return found;
}

async function asked(ask: (signal: AbortSignal) => Promise<string>, signal: AbortSignal): Promise<Omit<Found, 'name'>> {
  try {
    return { ok: true, detail: await ask(signal) };
  } catch (fault) {
    signal.throwIfAborted();
    if (!isFault(fault)) throw fault;
    return { ok: false, detail: `${fault.message} -> ${FAULTS[fault.code].remedy}` };
  }
}
