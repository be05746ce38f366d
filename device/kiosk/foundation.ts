// What everything else in the kiosk stands on: keys, stores, time, events, and how a fault is noted.

import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import {
  Broadcast,
  type Clock,
  isFault,
  type JournalEntry,
  type JournalPayload,
  type KioskError,
  type KioskEvent,
} from '../../protocol/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import { type Config, journalLimits, type Policy, type SnapshotPolicy } from '../config/index.ts';
import { ClockWatch } from '../health/clock-watch.ts';
import { EventLoopLag } from '../health/event-loop.ts';
import { KnownTime } from '../health/known-time.ts';
import { Measurements } from '../health/percentiles.ts';
import { TimeBounds } from '../health/time-bounds.ts';
import { clearResidue } from '../residue/index.ts';
import {
  type FleetSettings,
  type Holding,
  holdingOf,
  isClaimed,
  noteClaimed,
  type StandingKind,
  StandingOrders,
} from '../standing/index.ts';
import { journalBytes, openStores, type Stores } from '../store/index.ts';
import { type KeyVault, leftOfWipe, openVault } from '../vault/index.ts';
import { watchFill } from './journal-fill.ts';
import type { KioskLog } from './kiosk-log.ts';
import { sealBy, sealPlainKeys } from './own-key.ts';

export interface FoundationOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: KioskLog;
  readonly version: string;
  /** Without them nothing of the configuration is the fleet's. */
  readonly settings?: FleetSettings;
  /** So that a full disk keeps nobody from clocking: not on a developer's machine. */
  readonly keepsRoom?: boolean;
  /** In the place of the policy's own: for tests. */
  readonly snapshotPolicy?: SnapshotPolicy;
}

export interface Foundation extends FoundationOptions {
  readonly snapshotPolicy: SnapshotPolicy;
  /** Orders of the fleet that last. */
  readonly standing: StandingOrders;
  /** Which of them are followed in this run. */
  readonly holdings: Readonly<Record<StandingKind, Holding>>;
  /** What decides about people in this run: built in, and what a signed one changes of it. */
  readonly policy: Policy;
  /** Names this run: monotonic times are comparable within it. */
  readonly bootId: string;
  readonly vault: KeyVault;
  readonly stores: Stores;
  readonly clockWatch: ClockWatch;
  /** What is heard of the fleet bounds the time. */
  readonly timeBounds: TimeBounds;
  /** For whoever may come in until a day. */
  readonly knownTime: KnownTime;
  readonly events: Broadcast<KioskEvent>;
  readonly tell: (event: KioskEvent) => void;
  readonly measurements: Measurements;
  readonly lag: EventLoopLag;
  /** A fault that did not stop us. Throws what is not a fault: that is a bug. */
  readonly noteFault: (fault: unknown) => void;
  /** An entry that nobody waits for. What cannot be journaled is logged. */
  readonly record: (payload: JournalPayload) => void;
}

/** What has the say here, before any store is open. */
export interface Ground extends FoundationOptions {
  readonly vault: KeyVault;
  readonly standing: StandingOrders;
  readonly holdings: Foundation['holdings'];
  readonly policy: Policy;
  readonly warn: (fault: KioskError) => void;
}

/** @throws KioskError of the vault */
export async function readOrders(options: FoundationOptions): Promise<Ground> {
  const { config, clock, log } = options;
  const vault = await openVault({ dataDir: config.data.dir, keeper: config.vault });
  const warn = (fault: KioskError): void => log.warn({ ...fault.context, code: fault.code }, fault.message);
  await warnOfLeft(config.data.dir, log);
  await sealPlainKeys(config, sealBy(vault), warn);
  await keepClaimed({ config, clock, vault }, warn);
  const checkSettings = options.settings?.check;
  const standing = await StandingOrders.open({ dataDir: config.data.dir, vault, checkSettings }, warn);
  const { policy, holding } = standing.policy();
  const trust = standing.trust();
  const settings = options.settings?.holding ?? holdingOf(0);
  for (const { refused } of [holding, trust.holding]) if (refused) warn(refused);
  const holdings = { policy: holding, settings, trust: trust.holding, operators: standing.operators().holding };
  return { ...options, vault, standing, holdings, policy, warn };
}

/** @throws KioskError of the stores */
export async function layFoundation(ground: Ground, closing: ClosingOrder): Promise<Foundation> {
  const { config, clock, log, version, vault, policy, standing, warn } = ground;
  const bootId = randomUUID();
  const events = new Broadcast<KioskEvent>();
  const lag = new EventLoopLag();
  closing.defer(() => lag[Symbol.dispose]());
  const timeBounds = new TimeBounds(clock);
  const clockWatch = new ClockWatch({
    ...{ clock, bounds: timeBounds, onDoubt: (isDoubtful) => tellDoubt(isDoubtful, { clock, log, record }) },
    onJump: (byMs) => record({ event: 'clock-jump', byMs: Math.round(byMs), state: clockWatch.state }),
  });
  const { snapshotPolicy = policy.snapshot } = ground;
  const limits = journalLimits(config);
  const stores = closing.use(
    await openStores({
      dataDir: config.data.dir,
      vault,
      clock,
      bootId,
      clockState: () => clockWatch.state,
      journal: limits,
      snapshots: snapshotPolicy.enabled ? 'keep' : 'remove',
      mayBeginAnew: true,
      ...(ground.keepsRoom && { journalSpace: { bytes: journalBytes(limits) } }),
      log,
    }),
  );
  const noteFault = (fault: unknown): void => {
    if (!isFault(fault)) throw fault;
    warn(fault);
  };
  const record = (payload: JournalPayload): void => {
    try {
      stores.journal.append(payload);
    } catch (fault) {
      noteFault(fault);
    }
  };
  const { latestSyncedMs } = stores.journal;
  if (config.fleet.url !== undefined && latestSyncedMs !== null) timeBounds.seen(latestSyncedMs);
  const reconciled = stores.reconcile();
  recordStart(stores.journal, version, record);
  const { dir: dataDir } = config.data;
  const around = ground.keepsRoom ? { workDirs: [process.cwd()], scratchDir: tmpdir() } : {};
  await clearResidue({ folders: { dataDir, ...around }, nowMs: clock.nowMs(), reconciled, record, log });
  closing.defer(watchFill({ journal: stores.journal, log, record }));
  await standing.tell(stores.journal, noteFault).catch(noteFault);
  tellLost(stores, log, noteFault);
  const tell = (event: KioskEvent): void => events.send(event);
  const measurements = new Measurements();
  return {
    ...ground,
    snapshotPolicy,
    bootId,
    stores,
    clockWatch,
    timeBounds,
    knownTime: new KnownTime({
      ...{ clock, clockState: () => clockWatch.state, journal: stores.journal, bounds: timeBounds },
    }),
    events,
    tell,
    measurements,
    lag,
    noteFault,
    record,
  };
}

/** Of a terminal that was claimed before there were notes, too. One that cannot be kept now is kept at the next start. */
async function keepClaimed(
  { config, clock, vault }: Pick<Foundation, 'config' | 'clock' | 'vault'>,
  warn: (fault: KioskError) => void,
): Promise<void> {
  if (!isClaimed(config)) return;
  try {
    await noteClaimed({ dataDir: config.data.dir, vault }, clock.nowMs());
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    warn(fault);
  }
}

/** By the name of a device, as a fault of one. */
function tellDoubt(isDoubtful: boolean, { clock, log, record }: Pick<Foundation, 'clock' | 'log' | 'record'>): void {
  if (!isDoubtful) {
    record({ event: 'recovered', device: 'clock' });
    return;
  }
  const detail = `it says ${new Date(clock.nowMs()).toISOString()}`;
  log.warn({}, `the clock cannot be right: ${detail}`);
  record({ event: 'fault', device: 'clock', code: 'CLOCK_DOUBTFUL', detail });
}

/** A last entry that is no orderly end means that the service was cut off: by a crash, or by the power. */
function recordStart(journal: Stores['journal'], version: string, record: Foundation['record']): void {
  const last = newestOfService(journal);
  const wasOrderly = !last || (last.payload?.event === 'service' && last.payload.what === 'stopped');
  if (!wasOrderly) record({ event: 'service', what: 'crash-recovered', version, detail: `after entry ${last.seq}` });
  record({ event: 'service', what: 'started', version, detail: '' });
}

/** Whoever relies on what a file held has to hear that it begins anew. */
function tellLost({ lost, journal }: Stores, log: KioskLog, noteFault: Foundation['noteFault']): void {
  try {
    for (const { file, keptAs, gaveWay } of lost.all) {
      const kept = gaveWay === undefined ? keptAs : `${keptAs}, for which ${gaveWay} gave way`;
      const detail =
        keptAs === null ? `${file} was gone, and begins anew` : `${file} begins anew, and was kept as ${kept}`;
      log.warn({ file, keptAs }, detail);
      journal.append({ event: 'fault', device: 'store', code: 'STORE_CORRUPT', detail });
    }
    lost.told();
  } catch (fault) {
    // Told at the next start, then.
    noteFault(fault);
  }
}

/** What is done to a stopped terminal, and written by whoever does it. An answer of the fleet that is not believed is among it. */
const OF_COMMANDS = ['snapshot-viewed', 'data-exported', 'carried', 'keys-renewed', 'fleet-refused'];

const isOfCommand = (entry: JournalEntry | undefined): boolean => OF_COMMANDS.includes(entry?.payload?.event ?? '');

function newestOfService(journal: Stores['journal']): JournalEntry | undefined {
  for (let seq = journal.lastSeq; seq > 0; seq -= 1) {
    const [entry] = journal.read(seq, 1);
    if (!isOfCommand(entry)) return entry;
  }
  return undefined;
}

/** What a wipe could not remove, and is tried again at each start. */
export async function warnOfLeft(dataDir: string, log: KioskLog): Promise<void> {
  const left = await leftOfWipe(dataDir);
  if (left.length > 0) log.warn({ left: left.join(', ') }, 'a wipe could not remove this: remove it by hand');
}
