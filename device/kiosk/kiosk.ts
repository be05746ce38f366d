// The composition root: opens every part of the terminal in order, lets them work, and closes them in reverse.

import { setMaxListeners } from 'node:events';
import type { FleetLink } from '../../cloud-bridge/index.ts';
import { FingerEngine, type FingerEngineOptions, FingerPad, type RecognitionPool } from '../../models/index.ts';
import { isFault, type ServiceProfile } from '../../protocol/index.ts';
import { abreast } from '../abreast.ts';
import { ClosingOrder } from '../closing-order.ts';
import { useRules } from '../config/index.ts';
import { CardDesk } from '../flows/card-desk.ts';
import type { ServiceEnd } from '../jobs/index.ts';
import type { Machine } from '../machine/index.ts';
import { type TerminalMetrics, VisitRates } from '../metrics/index.ts';
import { AwaitedCard, AwaitingCardEntry, type CardEntry, OperatorRoom } from '../operator/index.ts';
import { KeyCounters } from '../standing/index.ts';
import type { TamperGuard } from '../tamper/index.ts';
import { claimedFacesOf } from './clock/claimed-faces.ts';
import { PeopleFetching } from './clock/people-fetching.ts';
import { staffCards } from './clock/staff-cards.ts';
import { type Devices, openDevices } from './devices.ts';
import { DuplicateSearch } from './duplicates/duplicate-search.ts';
import { Stillness } from './duplicates/stillness.ts';
import { Faces } from './faces/faces.ts';
import { openFingerNetwork, tellStrangers } from './finger-network.ts';
import { linkFleet, trustOf } from './fleet.ts';
import type { FleetAccess } from './fleet-access.ts';
import { openPeopleTable } from './fleet-people.ts';
import { type Flows, wireFlows } from './flows.ts';
import { type Foundation, type FoundationOptions, layFoundation, readOrders } from './foundation.ts';
import { loadGallery } from './gallery.ts';
import type { Hardware } from './hardware.ts';
import { keepHouse } from './housekeeping.ts';
import { type Jobs, wireJobs } from './jobs.ts';
import { openMetrics } from './metrics.ts';
import { powerOf, watchPower } from './power-supply.ts';
import { LateGateway } from './prove/late-gateway.ts';
import { type ProvingState, provingOf } from './prove/proving-state.ts';
import { followReleases, type Installed, updatesOf } from './releases.ts';
import { keepResidency } from './residency.ts';
import { type Portrait, portraitOf } from './self-portrait.ts';
import { guardOf, guardTerminal } from './tampering.ts';

const MOST_AT_ONCE = 64;

export interface KioskOptions extends FoundationOptions {
  readonly hardware: Hardware;
  readonly machine: Machine;
  /** Undefined: the terminal works off line. */
  readonly fleet: FleetAccess | undefined;
  /** Where releases lie, and which one this is; without it this is no installed package. */
  readonly installed?: Installed | undefined;
  /** In the place of threads of its own: it recognises on these, and leaves them open. */
  readonly recognition?: RecognitionPool | undefined;
  /** Profiles that did not come as signed files: the virtual provider's own. */
  readonly profiles?: readonly ServiceProfile[];
}

export interface KioskParts extends Foundation, Devices, Flows, Jobs {
  readonly engine: FingerEngine;
  readonly pad: FingerPad;
  readonly fleet: FleetLink | undefined;
  readonly portrait: Portrait;
  readonly proving: ProvingState;
  readonly faces: Faces;
  readonly cards: CardDesk;
  /** Operators of this terminal, by a PIN and their card. */
  readonly cardEntry: CardEntry;
  /** Undefined off line: nobody would be told. */
  readonly duplicates: DuplicateSearch | undefined;
  /** How far the keys of operators have counted. */
  readonly keyCounters: KeyCounters;
  /** Who works at the terminal itself. */
  readonly operators: OperatorRoom;
  readonly tamper: TamperGuard;
  readonly metrics: TerminalMetrics;
}

export class Kiosk implements AsyncDisposable {
  readonly parts: KioskParts;
  readonly #closing: ClosingOrder;
  #isOrderly = true;

  constructor(parts: KioskParts, closing: ClosingOrder) {
    this.parts = parts;
    this.#closing = closing;
  }

  /**
   * A missing sensor, light or broker is waited for, not thrown.
   * @throws KioskError of the vault, the stores and the engine; the signal's reason when aborted
   */
  static async open(options: KioskOptions, signal: AbortSignal): Promise<Kiosk> {
    const closing = new ClosingOrder();
    try {
      const parts = await openParts(options, closing, signal);
      // What was read for it would lie about for hours: at rest too little is made for a collection to come by itself.
      globalThis.gc?.();
      return new Kiosk(parts, closing);
    } catch (fault) {
      await closing[Symbol.asyncDispose]();
      throw fault;
    }
  }

  /**
   * Serves until `signal` aborts, or a job ends the service, which is then told; a visit that has begun is finished. Rejects only for a bug.
   */
  async serve(signal: AbortSignal): Promise<ServiceEnd | undefined> {
    const {
      fleet,
      desk,
      claims,
      requests,
      cards,
      clockWatch,
      pad,
      duplicates,
      record,
      version,
      jobs,
      ending,
      operators,
    } = this.parts;
    fleet?.start(signal);
    record({ event: 'service', what: 'ready', version, detail: '' });
    // A bug in one of them ends the others too: a service that is half alive would never be started anew.
    const end = new AbortController();
    // Each of them waits for the end, some more than once: no leak.
    setMaxListeners(MOST_AT_ONCE, end.signal);
    const follow = (): void => {
      end.abort(signal.aborted ? signal.reason : ending.signal.reason);
      // Somebody before the camera would keep the service for half a minute.
      claims.leave();
      requests.leave();
    };
    for (const stop of [signal, ending.signal]) stop.addEventListener('abort', follow, { once: true });
    if (signal.aborted) follow();
    const work = [
      desk.serve(end.signal),
      cards.serve(end.signal),
      clockWatch.watch(end.signal),
      pad.start(end.signal),
      keepHouse(this.parts, end.signal),
      duplicates?.serve(end.signal),
      jobs.serve(end.signal),
      operators.serve(end.signal),
    ];
    try {
      await Promise.all(work);
      return ending.how;
    } catch (bug) {
      this.#isOrderly = false;
      throw bug;
    } finally {
      end.abort(new Error('the service ends'));
      await Promise.allSettled(work);
      signal.removeEventListener('abort', follow);
    }
  }

  /** Twice is allowed. After a bug the journal does not say that the end was an orderly one. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { record, version } = this.parts;
    if (this.#isOrderly) record({ event: 'service', what: 'stopped', version, detail: '' });
    this.#isOrderly = false;
    await this.#closing[Symbol.asyncDispose]();
  }
}

async function openParts(options: KioskOptions, closing: ClosingOrder, signal: AbortSignal): Promise<KioskParts> {
  const ground = await readOrders({ ...options, keepsRoom: !options.hardware.isVirtual });
  // Its threads load and warm while the stores are opened.
  const engine = closing.use(FingerEngine.begin(engineOptions(ground, options.recognition)));
  const base = await layFoundation(ground, closing);
  try {
    return await standOn({ ...base, engine }, options, closing, signal);
  } catch (fault) {
    // `started` is in the journal: without an end the next start would take it for a crash. A bug is one.
    if (isFault(fault) || signal.aborted) {
      const detail = isFault(fault) ? `never ready: ${fault.code}` : 'never ready: told to stop';
      base.record({ event: 'service', what: 'stopped', version: base.version, detail });
    }
    throw fault;
  }
}

async function standOn(
  base: Foundation & { readonly engine: FingerEngine },
  options: KioskOptions,
  closing: ClosingOrder,
  signal: AbortSignal,
): Promise<KioskParts> {
  const { engine } = base;
  const unlearn = (): void => undefined; // nobody has been learnt yet
  await keepResidency({ ...base, unlearn }, signal);
  const devices = await openDevices(options.hardware, base, { closing, signal });
  // A virtual glass is shown the same picture again and again, and takes none for a copy.
  const memory = options.hardware.isVirtual ? { keepMs: 0 } : {};
  await tellStrangers(base);
  const network = await openFingerNetwork(base, closing, signal);
  const pad = closing.use(new FingerPad({ clock: base.clock, ...memory, ...(network && { texture: network.pad }) }));
  const faces = new Faces(base, closing);
  // Each waits for threads of its own: one after the other they would take a second longer.
  const [, claimedFaces] = await abreast(
    signal,
    (both) => loadGallery(base, engine, both),
    (both) => claimedFacesOf({ ...base, ...devices, faces }, both),
  );
  const fetching = new PeopleFetching(base.tell);
  const { fetch } = fetching;
  const tamper = await guardOf(base, devices.tamperInput);
  const power = powerOf(base, devices.powerSource, options.machine);
  const flows = wireFlows({ ...base, ...devices, engine, pad, claimedFaces, power, fetch }, closing);
  const gateway = new LateGateway();
  const { isVirtual } = options.hardware;
  const proving = await provingOf(
    {
      ...base,
      ...devices,
      ...flows,
      faces,
      gateway,
      tamper,
      isVirtual,
      trust: options.fleet && trustOf(base, options.fleet),
      given: options.profiles,
    },
    signal,
  );
  const { claims } = flows;
  const staff = staffCards({
    ...{ claims, people: base.stores.people, noteFault: base.noteFault },
    isForCitizens: () => proving.kind === 'open',
  });
  const awaited = new AwaitedCard();
  const cards = new CardDesk({
    ...{ readers: devices.readers, gate: flows.gate, first: awaited },
    uses: [staff, ...(proving.kind === 'open' ? [proving.card] : [])],
  });
  const cardEntry = new AwaitingCardEntry({
    ...{ awaited, readers: devices.readers, clock: base.knownTime, noteFault: base.noteFault },
    isServing: () => cards.isServing,
    operators: () => base.standing.operators().operators,
  });
  const rates = new VisitRates();
  const portrait = portraitOf({ ...base, ...devices, ...flows, engine, pad, proving, tamper, rates });
  const keyCounters = await KeyCounters.open({ dataDir: base.config.data.dir, vault: base.vault }, base.noteFault);
  let fleet: FleetLink | undefined;
  const { machine } = options;
  const fleetLink = (): FleetLink | undefined => fleet;
  const updates = updatesOf(base, { installed: options.installed, devices: portrait.devices, faces, fleetLink });
  const jobs = wireJobs({ ...base, ...devices, ...flows, engine, machine, tamper, updates, fleetLink }, closing);
  const duplicates = options.fleet && searchOf(base, engine, closing);
  if (options.fleet && duplicates) {
    const table = openPeopleTable(base, engine, duplicates);
    fleet = closing.use(linkFleet(options.fleet, base, { portrait, table, jobs: jobs.jobs }));
    gateway.open(fleet.gateway);
    fetching.open(fleet);
  }
  const metrics = openMetrics({ ...base, portrait, fleet, rates }, closing);
  const parts = {
    ...{ ...base, ...devices, ...flows, ...jobs, engine, pad, portrait, fleet, proving, faces },
    ...{ cards, cardEntry, keyCounters, duplicates, tamper, metrics },
  };
  const operators = new OperatorRoom(parts);
  guardTerminal(parts, closing);
  if (power) watchPower(power, closing);
  if (updates) followReleases(updates, closing);
  return { ...parts, operators };
}

function searchOf(base: Foundation, engine: FingerEngine, closing: ClosingOrder): DuplicateSearch {
  const stillness = new Stillness(base.clock);
  closing.defer(stillness.watch(base.events));
  return new DuplicateSearch({ ...base, engine, stillness });
}

const engineOptions = (
  { config: { engine }, policy }: Pick<Foundation, 'config' | 'policy'>,
  pool: RecognitionPool | undefined,
): FingerEngineOptions => ({
  purpose: useRules(policy).purpose,
  capacityTemplates: engine.capacityTemplates,
  ...(engine.threads > 0 && { threads: engine.threads }),
  ...(pool && { pool }),
});
