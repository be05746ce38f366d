// What the bench can break, and how it is mended again.

import type { CameraFault, ReaderFault } from '../../hal/index.ts';
import { type Clock, KioskError } from '../../protocol/index.ts';
import type { KioskParts } from '../kiosk/kiosk.ts';
import type { BenchClock } from './bench-clock.ts';
import type { BenchDevice, BenchFault } from './bench-requests.ts';
import type { VirtualHardware } from './virtual-hardware.ts';

interface Breakage {
  readonly break: () => void | Promise<void>;
  readonly mend: () => void | Promise<void>;
}

export interface BreakableParts {
  readonly hardware: VirtualHardware;
  readonly kiosk: KioskParts;
  readonly clock: BenchClock;
}

const HOUR_MS = 3_600_000;
const nothing = (): void => undefined;

/** Device and fault -> how. The devices of other flows are not in the table: they are refused. */
function breakages({
  hardware,
  kiosk,
  clock,
}: BreakableParts): Partial<Record<`${BenchDevice} ${BenchFault}`, Breakage>> {
  const { module, lamp, cabinet, power } = hardware;
  const sensor = (fault: Parameters<typeof module.fault>[0]): Breakage => ({
    break: () => module.fault(fault),
    mend: () => module.clearFault(),
  });
  const { walkUp } = hardware;
  const card = (fault: ReaderFault): Breakage => ({
    break: () => walkUp?.reader.fault(fault),
    mend: () => walkUp?.reader.clearFault(),
  });
  const camera = (fault: CameraFault): Breakage => ({
    break: () => walkUp?.camera.fault(fault),
    mend: () => walkUp?.camera.clearFault(),
  });
  const walkUpFaults = walkUp && {
    'card unplug': card('unplug'),
    'card silence': card('silence'),
    'card garbage': card('garbage'),
    'card slow': card('slow'),
    'camera unplug': camera('unplug'),
    'camera silence': camera('silence'),
    'camera garbage': camera('garbage'),
    'camera slow': camera('slow'),
  };
  const offLine = { break: () => kiosk.fleet?.pause(), mend: () => kiosk.fleet?.resume() };
  return {
    'sensor unplug': sensor('unplug'),
    'sensor silence': sensor('silence'),
    'sensor garbage': sensor('garbage'),
    'sensor slow': sensor('slow'),
    ...walkUpFaults,
    'light unplug': { break: () => lamp.setFault('unplug'), mend: () => lamp.setFault('off') },
    // The loop through its doors is cut, as by whoever opens one.
    'tamper unplug': { break: () => cabinet.set('open'), mend: () => cabinet.set('closed') },
    'tamper silence': { break: () => cabinet.set('unknown'), mend: () => cabinet.set('closed') },
    'power unplug': { break: () => power.set({ onMains: false, charge: 0.6 }), mend: () => power.set({}) },
    'power silence': { break: () => power.set(undefined), mend: () => power.set({}) },
    'broker unplug': offLine,
    'broker silence': offLine,
    'disk full': { break: () => kiosk.stores.limitPages(0), mend: () => kiosk.stores.limitPages(null) },
    'clock back': { break: () => clock.setWrongBy(-HOUR_MS), mend: () => clock.setWrongBy(0) },
    'worker silence': { break: () => void kiosk.engine.hangWorkers().catch(nothing), mend: nothing },
    'worker unplug': { break: () => void kiosk.engine.loseWorker().catch(nothing), mend: nothing },
  };
}

export class BenchFaults implements AsyncDisposable {
  readonly #breakages: ReturnType<typeof breakages>;
  readonly #clock: Clock;
  /** What is broken now, with what ends its timer. */
  readonly #broken = new Map<string, { readonly breakage: Breakage; readonly timer: AbortController }>();

  constructor(parts: BreakableParts) {
    this.#breakages = breakages(parts);
    this.#clock = parts.clock;
  }

  /** Until it is mended, or for `forMs`. @throws KioskError USAGE where this cannot be broken so */
  async break(device: BenchDevice, fault: BenchFault, forMs?: number): Promise<void> {
    const name = `${device} ${fault}` as const;
    if (fault === 'off') return await this.#mendDevice(device);
    const breakage = this.#breakages[name];
    if (!breakage)
      throw new KioskError('USAGE', {
        what: `no such fault here; possible: ${Object.keys(this.#breakages).join(', ')}`,
      });
    await this.#mend(name);
    const timer = new AbortController();
    this.#broken.set(name, { breakage, timer });
    await breakage.break();
    if (forMs !== undefined) void this.#mendAfter(name, forMs, timer.signal);
  }

  async mendAll(): Promise<void> {
    for (const name of [...this.#broken.keys()]) await this.#mend(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { timer } of this.#broken.values()) timer.abort();
  }

  async #mendDevice(device: BenchDevice): Promise<void> {
    for (const name of [...this.#broken.keys()]) if (name.startsWith(`${device} `)) await this.#mend(name);
  }

  async #mend(name: string): Promise<void> {
    const broken = this.#broken.get(name);
    if (!broken) return;
    this.#broken.delete(name);
    broken.timer.abort();
    await broken.breakage.mend();
  }

  async #mendAfter(name: string, forMs: number, signal: AbortSignal): Promise<void> {
    const isOver = await this.#clock.sleep(forMs, signal).then(
      () => true,
      () => false,
    );
    if (isOver) await this.#mend(name);
  }
}
