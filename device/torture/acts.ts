// What befalls a terminal while it runs. Each is one fault, with people before the terminal, and is over when it resolves.
import type { Run } from './run.ts';
import type { WireState } from './wire.ts';

export type Act = (run: Run) => Promise<void>;

const DAY_MS = 86_400_000;
const FLAPS = 6;
const TOUCH = { visit: (run: Run): Promise<unknown> => run.visit(), withinMs: 200 };
const PAGES_LEFT = 8;
const SERVES_AGAIN_MS = 20_000;

/** A device fails at any moment of a visit, stays so for a while or for a second visit, and comes back. */
export const deviceFails =
  (
    device: string,
    fault: string,
    { visit, withinMs }: { readonly visit: (run: Run) => Promise<unknown>; readonly withinMs: number } = TOUCH,
  ): Act =>
  async (run) => {
    const visited = visit(run);
    await run.wait(run.draw(withinMs));
    await run.breakDevice(device, fault);
    await visited;
    if (run.draw(3) === 0) await visit(run);
    await run.mend();
    await visit(run);
  };

const wireIs =
  (state: WireState): Act =>
  async (run) => {
    const { wire } = run.parts.fleet;
    wire.state = state;
    for (let visits = 1 + run.draw(3); visits > 0; visits -= 1) await run.visit();
    wire.state = 'through';
  };

const flapping: Act = async (run) => {
  const { wire } = run.parts.fleet;
  const visit = run.visit();
  for (let flap = 0; flap < FLAPS; flap += 1) {
    wire.state = flap % 2 === 0 ? 'cut' : 'through';
    await run.wait(run.draw(150));
  }
  wire.state = 'through';
  await visit;
};

const brokerDies: Act = async (run) => {
  const { broker } = run.parts.fleet;
  await broker.kill();
  await run.visit();
  await broker.up();
};

const ingestDies: Act = async (run) => {
  const { fleet } = run.parts;
  await run.visit();
  await fleet.killIngest();
  await run.visit();
  await fleet.ingestUp();
};

/** While nothing can be written nobody is shown a success: the witness sees whether one was. */
const diskFull: Act = async (run) => {
  await run.breakDevice('disk', 'full');
  await run.visit();
  if (run.draw(2) === 0) await run.enrol();
  await run.mend();
  await run.visit();
};

/** A real one, filled by another file. With room again it serves as it is: nobody starts it anew. */
const diskFilled: Act = async (run) => {
  const { disk } = run.parts;
  await disk?.fill(run.draw(PAGES_LEFT));
  for (let visits = 2 + run.draw(4); visits > 0; visits -= 1) await run.visit();
  if (run.draw(2) === 0) await run.enrol();
  await disk?.free();
  await run.mend();
  const isServed = async (): Promise<boolean> => (await run.visit()) !== 'storage-full';
  await run.until('with room on the disk somebody is served again', isServed, SERVES_AGAIN_MS);
};

const clockBack: Act = async (run) => {
  await run.breakDevice('clock', 'back');
  await run.visit();
  await run.mend();
};

const clockForward: Act = async (run) => {
  await run.parts.service.ask('POST', 'bench/clock', { advanceMs: run.draw(3 * DAY_MS) });
  await run.visit();
};

const workerDies: Act = async (run) => {
  const visit = run.visit();
  await run.wait(run.draw(150));
  await run.breakDevice('worker', 'unplug');
  await visit;
  await run.visit();
};

/** People come, and the fleet is told, while every row is sealed anew. */
const keysRenewed: Act = async (run) => {
  const renewed = run.renewKeys();
  await run.visit();
  await renewed;
};

/** They are ended and replaced after half a minute: until then whoever comes is told to try again. */
const workersHang: Act = async (run) => {
  await run.breakDevice('worker', 'silence');
  await run.visit();
  await run.until('somebody can be identified again', async () => (await run.visit()) !== 'stage-late', 90_000);
};

export const ACTS: Readonly<Record<string, Act>> = {
  'sensor unplugged': deviceFails('sensor', 'unplug'),
  'sensor silent': deviceFails('sensor', 'silence'),
  'sensor babbling': deviceFails('sensor', 'garbage'),
  'sensor slow': deviceFails('sensor', 'slow'),
  'lamp unplugged': deviceFails('light', 'unplug'),
  'card reader unplugged': deviceFails('card', 'unplug'),
  'card reader silent': deviceFails('card', 'silence'),
  'card reader babbling': deviceFails('card', 'garbage'),
  'camera unplugged': deviceFails('camera', 'unplug'),
  'camera silent': deviceFails('camera', 'silence'),
  'camera babbling': deviceFails('camera', 'garbage'),
  'worker thread dead': workerDies,
  'worker threads hung': workersHang,
  'disk full': diskFull,
  'keys renewed': keysRenewed,
  'clock set back an hour': clockBack,
  'clock leaps forward': clockForward,
  'broker out of reach': wireIs('cut'),
  'broker half-open': wireIs('held'),
  'broker slow': wireIs('slow'),
  'broker lying': wireIs('lying'),
  'broker flapping': flapping,
  'broker killed': brokerDies,
  'ingest killed': ingestDies,
};

/** Of a terminal that has a disk of its own. */
export const DISK_ACTS: Readonly<Record<string, Act>> = { 'disk filled by another file': diskFilled };
