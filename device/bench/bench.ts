// The bench: virtual devices, a fleet in the same process, and people made of image files.

import type { VirtualProvider } from '../../cloud-bridge/fleet/index.ts';
import { POLICY } from '../config/index.ts';
import type { ClockAnswer } from '../flows/clock/clock-answer.ts';
import type { EnrolledFinger } from '../flows/enrol/enrol-parts.ts';
import type { KioskParts } from '../kiosk/kiosk.ts';
import type { BenchClock } from './bench-clock.ts';
import { BenchFaults } from './bench-faults.ts';
import { BenchEnrollee, type BenchTouch, clockWith } from './bench-person.ts';
import { showFor } from './bench-request.ts';
import { type EnrolBody, fingersOf } from './bench-requests.ts';
import type { EmbeddedFleet } from './embedded-fleet.ts';
import { BenchCitizen } from './kiosk/bench-citizen.ts';
import { Turns } from './turns.ts';
import type { VirtualHardware } from './virtual-hardware.ts';

export interface BenchParts {
  readonly kiosk: KioskParts;
  readonly hardware: VirtualHardware;
  readonly clock: BenchClock;
  /** Undefined where the configuration names a fleet of its own. */
  readonly fleet: EmbeddedFleet | undefined;
  readonly demoPeople: readonly object[];
  readonly signal: AbortSignal;
}

/** Under this consent the bench enrols: its people are invented or test data. */
const BENCH_CONSENT = 'bench';

export class Bench implements AsyncDisposable {
  readonly parts: KioskParts;
  readonly clock: BenchClock;
  readonly faults: BenchFaults;
  readonly demoPeople: readonly object[];
  /** Undefined on a terminal without a card reader and a camera. */
  readonly citizen: BenchCitizen | undefined;
  readonly #hardware: VirtualHardware;
  readonly #fleet: EmbeddedFleet | undefined;
  readonly signal: AbortSignal;
  readonly #turns: Turns;

  constructor({ kiosk, hardware, clock, fleet, demoPeople, signal }: BenchParts) {
    this.parts = kiosk;
    this.clock = clock;
    this.faults = new BenchFaults({ hardware, kiosk, clock });
    this.demoPeople = demoPeople;
    const { walkUp: devices } = hardware;
    this.citizen = devices && new BenchCitizen({ kiosk, devices, signal });
    this.#hardware = hardware;
    this.#fleet = fleet;
    this.signal = signal;
    this.#turns = new Turns(signal);
  }

  /** Whoever asks about their own data shows a finger; the desk is theirs meanwhile. */
  requestFinger(touch: BenchTouch): ReturnType<typeof showFor> {
    return showFor(touch, this.#hardware.module, this.parts, this.signal);
  }

  /** One clock visit; undefined where the terminal did not notice the finger. */
  finger(touch: BenchTouch): Promise<ClockAnswer | undefined> {
    return this.#turns.take(() => clockWith(touch, this.#hardware.module, this.parts, this.signal));
  }

  enrol(body: EnrolBody): Promise<object> {
    const fingers = fingersOf(body);
    const { impressions } = POLICY.enrolment;
    const enrollee = new BenchEnrollee(this.#hardware.module, { images: new Map(fingers), dpi: body.dpi, impressions });
    const request = {
      code: body.hrCode,
      nameTh: body.nameTh,
      nameEn: body.nameEn,
      fingers: fingers.map(([finger]) => finger).filter((finger) => !body.duress.includes(finger)),
      duressFingers: body.duress,
      consentId: BENCH_CONSENT,
      enroller: 'bench',
      substitute: false,
      override: null,
    };
    const { enrolment, desk } = this.parts;
    return this.#turns.take(async () => {
      const result = await desk
        .borrow(() => enrolment.enrol(request, enrollee, this.signal))
        .finally(() => this.#hardware.module.lift());
      if (!result.enrolled) return { ...result, complaints: enrollee.complaints };
      const perFinger = <T>(of: (finger: EnrolledFinger) => T): Record<string, T> =>
        Object.fromEntries(result.fingers.map((finger) => [finger.finger, of(finger)]));
      return {
        enrolled: true,
        hrCode: result.code,
        quality: perFinger(({ quality }) => quality),
        verified: perFinger(({ verified }) => (verified ? true : 'skipped')),
        seq: result.seq,
        states: { saved: true, usable: true, sent: this.parts.stores.journal.acknowledgedSeq >= result.seq },
        complaints: enrollee.complaints,
      };
    });
  }

  /** Of the embedded fleet. */
  get provider(): VirtualProvider | undefined {
    return this.#fleet?.provider;
  }

  async state(): Promise<object> {
    const { stores, engine, portrait, fleet, sensor, gate, enrolCall } = this.parts;
    const { lastSeq, unacknowledged } = stores.journal;
    const devices = { ...portrait.devices(), fleet: fleet?.state.at ?? 'none' };
    return {
      ready: sensor.state === 'ready',
      people: stores.people.count,
      templates: engine.stats.templates,
      journal: { lastSeq, unacknowledged },
      fleet: await this.#fleetState(),
      devices,
      snapshots: portrait.snapshots(),
      jobs: { open: stores.jobs.open().length, isServing: gate.isOpen, calls: enrolCall.message !== null },
    };
  }

  async #fleetState(): Promise<{ lastSeq: number; entries: number }> {
    const rows = (await this.#fleet?.store.terminals()) ?? [];
    const { journalId } = this.parts.stores.journal;
    const own = rows.find((row) => row.journalId === journalId);
    return { lastSeq: own?.contiguousSeq ?? 0, entries: own?.entries ?? 0 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.citizen?.[Symbol.asyncDispose]();
    await this.faults[Symbol.asyncDispose]();
  }
}
