// People whom the fleet sends and takes away again, and what befalls the terminal while it follows.
import type { Push } from './people-side.ts';
import type { Run } from './run.ts';

const HEARD_WITHIN_MS = 120_000;
const TAKEN_MS = 500;
const HOUSEKEEPING_MS = 10 * 60_000;

const allAcknowledged = (run: Run): Promise<boolean> =>
  run.until('the fleet has acknowledged all', () => run.isDrained(), HEARD_WITHIN_MS);

async function changed(run: Run): Promise<readonly string[]> {
  // Until then the fleet does not know whose reports these are.
  await allAcknowledged(run);
  const { people, witness } = run.parts;
  const codes = await people.change((below) => run.draw(below));
  witness.fleetSends(codes);
  return codes;
}

/** The terminal has exactly whom it is to have: its report says so, its number of people too, and those who were sent are known. */
export async function proven(run: Run, push: Push, codes: readonly string[]): Promise<void> {
  const { witness } = run.parts;
  if (!(await push.proven))
    return witness.complain(
      `no report proves that the terminal has whom the fleet sends: ${push.said()}${run.lastWords()}`,
    );
  witness.fleetHasProof(codes);
  await run.countPeople();
}

/** Whoever was sent is known by one of their touches; of whoever is gone the witness sees that they are not. */
async function allSentCome(run: Run): Promise<void> {
  const { cast, witness, service } = run.parts;
  await service.ask('DELETE', 'bench/lockout');
  for (const tip of cast.filter(({ enrolledBy }) => enrolledBy === 'fleet')) {
    const told: string[] = [];
    for (const image of tip.touches) if (told.at(-1) !== 'accepted') told.push(await run.touch(tip, image));
    if (witness.isEnrolled(tip.owner) && !told.includes('accepted'))
      witness.complain(`the fleet has sent ${tip.owner}, who is told ${told.join(', ')}`);
  }
  // Some of them were nobody here.
  await service.ask('DELETE', 'bench/lockout');
}

const peopleSent = async (run: Run): Promise<void> => {
  const codes = await changed(run);
  const push = run.parts.people.push();
  await run.visit();
  await proven(run, push, codes);
  await allSentCome(run);
};

const wireFlapsMeanwhile = async (run: Run): Promise<void> => {
  const { people, fleet } = run.parts;
  const codes = await changed(run);
  const push = people.push();
  await push.sent;
  fleet.wire.state = 'cut';
  await run.visit();
  fleet.wire.state = 'through';
  await proven(run, push, codes);
};

export const SYNC_ACTS = {
  'people of the fleet change': peopleSent,
  'broker out of reach while people change': wireFlapsMeanwhile,
};

/** A push that goes on would meet the next run of the service. */
const killedWhileTaking = async (run: Run): Promise<void> => {
  await changed(run);
  const push = run.parts.people.push();
  await push.sent;
  await run.wait(run.draw(TAKEN_MS));
  await run.parts.service.kill();
  await push.end();
};

/** Acknowledged ones beyond what the journal keeps give way at the next housekeeping. */
const killedWhilePruning = async (run: Run): Promise<void> => {
  await allAcknowledged(run);
  const { service } = run.parts;
  const woken = service.ask('POST', 'bench/clock', { advanceMs: HOUSEKEEPING_MS, wakes: true }).catch(() => undefined);
  await run.wait(run.draw(40));
  await service.kill();
  await woken;
};

export const SYNC_KILLS = {
  'killed while people change': killedWhileTaking,
  'killed while it prunes': killedWhilePruning,
};
