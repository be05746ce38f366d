// Wires the jobs to the parts of the terminal that they act on.
import { resolve } from 'node:path';
import { type FleetLink, nextFile } from '../../cloud-bridge/index.ts';
import type { FingerEngine } from '../../models/index.ts';
import type { DiagnosedPerson } from '../../protocol/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import type { Config } from '../config/index.ts';
import {
  diagnosePerson,
  EnrolCall,
  type Found,
  JobDesk,
  jobKinds,
  type KindParts,
  liveChecks,
  Presence,
  ServiceEnding,
  selfTest,
  stayOutOfUse,
  wipeAtOnce,
} from '../jobs/index.ts';
import type { Machine } from '../machine/index.ts';
import type { TamperGuard } from '../tamper/index.ts';
import type { Updates } from '../update/index.ts';
import type { Devices } from './devices.ts';
import { claimFile } from './fleet-files.ts';
import type { Flows } from './flows.ts';
import type { Foundation } from './foundation.ts';
import { retiredAt } from './retention.ts';

export interface Jobs {
  readonly jobs: JobDesk;
  readonly enrolCall: EnrolCall;
  readonly ending: ServiceEnding;
  /** Where the cabinet was opened, and a policy wants it so. */
  readonly eraseKeys: () => Promise<void>;
  /** For whoever works at the terminal itself; undefined: nobody who is known here. */
  readonly diagnose: (pseudonym: string | undefined) => Promise<DiagnosedPerson>;
  readonly testItself: (
    tell: (step: string, progress: number) => void,
    signal: AbortSignal,
  ) => Promise<readonly Found[]>;
}

type JobsBase = Foundation &
  Devices &
  Flows & {
    readonly engine: FingerEngine;
    readonly machine: Machine;
    readonly tamper: TamperGuard;
    /** Undefined: this is no installed package. */
    readonly updates: Updates | undefined;
    /** Undefined until there is a link, and where there is none. */
    readonly fleetLink: () => FleetLink | undefined;
  };

export function wireJobs(base: JobsBase, closing: ClosingOrder): Jobs {
  const { stores, clock, clockWatch, machine, bootId, noteFault, events, tell, gate } = base;
  const ending = new ServiceEnding();
  const enrolCall = new EnrolCall(tell);
  const presence = new Presence({ events, gate, clock });
  closing.defer(() => presence[Symbol.dispose]());
  const closed = new AbortController();
  closing.defer(() => closed.abort(new Error('the service ends')));
  let isSetByOfficer = false;
  const noteSet = (): void => {
    isSetByOfficer = true;
  };
  const served = serving(base, enrolCall);
  const machineParts = ofMachine(base, presence, ending);
  const isSynced = (): boolean => clockWatch.state === 'synced';
  const jobs = new JobDesk({
    ...{ store: stores.jobs, journal: stores.journal, presence, clock, noteFault },
    kinds: jobKinds({
      ...served,
      ...machineParts,
      setTime: { machine, journal: stores.journal, isKept: () => clockWatch.isKept, noteSet },
      renewKeys: { stores },
      erase: { ...base, retiredAt: (kind, agedMs) => retiredAt(agedMs, base.policy.retention.journalDays[kind]) },
    }),
    isClockTrusted: () => isSynced() || clockWatch.state === 'holdover' || isSetByOfficer,
    beginning: { run: bootId, boot: machine.bootId },
  });
  stayOutOfUse({ store: stores.use, gate, noteFault });
  return {
    ...{ jobs, enrolCall, ending },
    eraseKeys: () => wipeAtOnce(machineParts.wipe, base, closed.signal),
    diagnose: (pseudonym) => diagnosePerson(served.diagnose, pseudonym),
    testItself: (tell, signal) => selfTest(served.selfTest, tell, signal),
  };
}

/** Of the people, and of the devices that they stand before. */
function serving(
  base: JobsBase,
  call: EnrolCall,
): Pick<KindParts, 'diagnose' | 'selfTest' | 'lock' | 'enrol' | 'snapshot'> {
  const { stores, clockWatch, config, camera, answering, gate, tamper, fleetLink } = base;
  return {
    diagnose: { ...base, clockState: () => clockWatch.state, timeZone: config.terminal.timeZone },
    selfTest: { ...base, live: liveChecks({ ...base, fleetState: () => fleetLink()?.state.at ?? 'none' }) },
    lock: { store: stores.use, gate, tamper },
    enrol: { ...base, call, impressions: base.policy.enrolment.impressions },
    snapshot: { camera, noticing: (message, forMs, work) => answering.noticing(message, forMs, work) },
  };
}

function ofMachine(
  base: JobsBase,
  presence: Presence,
  { end }: ServiceEnding,
): Pick<KindParts, 'reboot' | 'standing' | 'update' | 'wipe'> {
  const { stores, vault, clock, config, machine, fleetLink, standing, holdings, gate, noteFault } = base;
  const { dir: dataDir } = config.data;
  return {
    reboot: { machine, endService: end },
    update: { updates: base.updates, presence, endService: end, clock },
    standing: { standing, holdings, clock, journal: stores.journal, endService: end, noteFault },
    wipe: {
      ...{ dataDir, vault, clock, gate, presence, store: stores.jobs, fleet: fleetLink, endService: end },
      ...{ journal: stores.journal, captures: stores.captures, evidence: stores.evidence },
      alsoFiles: ownFiles(config),
    },
  };
}

/** What the fleet has certified, and what it was certified for; and what was to take their place, by a renewal or a claim. */
const ownFiles = ({ fleet }: Config): readonly string[] =>
  [fleet.keyFile, fleet.certFile, fleet.passwordFile, fleet.proxyPasswordFile]
    .filter((file) => file !== undefined)
    .map((file) => resolve(file))
    .flatMap((file) => [file, nextFile(file), claimFile(file)]);
