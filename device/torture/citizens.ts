// What befalls a kiosk while somebody proves who they are, and kills in the middle of it.
import { deviceFails } from './acts.ts';
import { killedDuring } from './endings.ts';
import type { Citizen } from './proof-witness.ts';
import type { Run } from './run.ts';

const NAMES = ['somsri', 'anan', 'malee'];
/** A visit with its challenge, on a busy machine. */
const VISIT_MS = 9000;
const READING_MS = 4000;
/** From the comparison over the question to the provider to the answer. */
const DECIDING_MS = 700;

/** Mostly with their own card. */
function somebody(run: Run): Citizen {
  const card = run.pick(NAMES);
  return { card, face: run.draw(4) === 0 ? run.pick(NAMES) : card };
}

/** A whole visit: what they were told. */
export async function citizenComes(run: Run): Promise<string> {
  const citizen = somebody(run);
  await run.walkUp(citizen);
  return await run.prove(citizen);
}

const fails = (device: string, fault: string) =>
  deviceFails(device, fault, { visit: citizenComes, withinMs: VISIT_MS });

export const CITIZEN_ACTS = {
  'card reader unplugged in a proof': fails('card', 'unplug'),
  'card reader silent in a proof': fails('card', 'silence'),
  'card reader babbling in a proof': fails('card', 'garbage'),
  'camera unplugged in a proof': fails('camera', 'unplug'),
  'camera silent in a proof': fails('camera', 'silence'),
  'camera babbling in a proof': fails('camera', 'garbage'),
  'broker out of reach in a proof': async (run: Run): Promise<void> => {
    const { wire } = run.parts.fleet;
    wire.state = 'cut';
    await citizenComes(run);
    wire.state = 'through';
  },
};

const killedIn =
  (state: string, withinMs: number) =>
  async (run: Run): Promise<void> => {
    const reached = run.reaches(`prove ${state}`);
    const visit = citizenComes(run).catch(() => undefined);
    await Promise.race([reached, visit]);
    await run.wait(run.draw(withinMs));
    await run.parts.service.kill();
    await visit;
  };

export const CITIZEN_KILLS = {
  'killed in a proof': killedDuring(citizenComes, VISIT_MS),
  'killed between consent and answer': killedIn('reading', READING_MS),
  'killed at the commit of a proof': killedIn('deciding', DECIDING_MS),
};
