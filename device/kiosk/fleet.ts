// Links the kiosk to its fleet. Nothing of a visit waits for it.

import {
  accessIn,
  type CertificateChange,
  FleetLink,
  type PeopleTable,
  type TerminalJobs,
} from '../../cloud-bridge/index.ts';
import { CapturedPeople } from '../store/index.ts';
import type { FleetAccess } from './fleet-access.ts';
import type { Foundation } from './foundation.ts';
import { sealBy } from './own-key.ts';
import type { Portrait } from './self-portrait.ts';

/** MQTT's protocol level of version 3.1.1 is 4 (MQTT 3.1.1, 3.1.2.2). */
const LEVEL_OF = { 3: 4, 5: 5 } as const;

/** Whom this terminal believes: as it was set up on site, until the fleet has ordered otherwise. */
export const trustOf = ({ standing }: Pick<Foundation, 'standing'>, { trust }: Pick<FleetAccess, 'trust'>): unknown => {
  const { keys } = standing.trust();
  return keys ? { keys } : trust;
};

export function linkFleet(
  access: FleetAccess,
  base: Foundation,
  { portrait, table, jobs }: { readonly portrait: Portrait; readonly table: PeopleTable; readonly jobs: TerminalJobs },
): FleetLink {
  const { config, vault, stores, clock, clockWatch, timeBounds, log, tell, record } = base;
  const { protocol, newestFirst, flushPerSecond } = config.fleet;
  const { certificateFiles: files } = access;
  const certificate = files && {
    files: { ...files, seal: sealBy(vault) },
    note: (change: CertificateChange) => record({ event: 'certificate', ...change }),
  };
  const link = new FleetLink({
    ...accessIn(access),
    trust: trustOf(base, access),
    site: config.terminal.site,
    terminal: config.terminal.name,
    protocolVersion: LEVEL_OF[access.protocol ?? protocol],
    outbox: stores.journal,
    evidence: stores.evidence,
    people: { table, captures: new CapturedPeople(stores), opener: () => vault.opener('people') },
    jobs,
    ...(certificate && { certificate }),
    // Asked for at each connection: a vault that is shut for a while costs a delay, not the service.
    signer: () => vault.signer('journal'),
    drain: { newestFirst, historyRate: { perSecond: flushPerSecond, burst: flushPerSecond } },
    describe: () => portrait.birth(),
    health: () => portrait.health(),
    clock,
    // What is wrong about it loosens nothing: what has run out by it stays refused.
    clockIsTrusted: () => clockWatch.isKept,
    onTimes: (times) => timeBounds.heard(times),
    random: Math.random,
    log,
    onRefused: (topic, why) => record({ event: 'fleet-refused', topic, why }),
  });
  link.states.listen(({ at }) => tell({ type: 'fleet', state: at }));
  return link;
}
