// What vouches for the time, and the broker.

import { readFile } from 'node:fs/promises';
import { accessIn, isEncrypted, listEndsMs, openConnection } from '../../../cloud-bridge/index.ts';
import { Deadline, KioskError } from '../../../protocol/index.ts';
import { configuredFleet } from '../../kiosk/fleet-access.ts';
import { ClockWatch, type ClockWatchOptions } from '../clock-watch.ts';
import type { TimeServiceWord } from '../time-service.ts';
import { bad, type Check, type CheckParts, good, passable } from './finding.ts';

const BROKER_LIMIT_MS = 3000;
const LIST_SOON_MS = 14 * 86_400_000;
const LOOPBACK = /^(localhost|127\..*|\[::1\])$/;

/** Whoever clocks is told the time in seconds. Only chrony leaves so much for later. */
const MOST_OFF_MS = 1000;
const SET_AT_ONCE =
  'look whether its server is right ("chronyc sources"); then "chronyc makestep" sets the clock at once';

/** With `askService` for tests. */
export const timeBy =
  (ask: Pick<ClockWatchOptions, 'askKernel' | 'askService' | 'isTouched'>): Check =>
  async ({ clock, signal }) => {
    const watch = new ClockWatch({ ...ask, clock, onJump: () => undefined });
    await watch.ask(signal);
    const { state, service, aheadMs } = watch;
    const now = new Date(clock.nowMs()).toISOString();
    const quality = service
      ? wordsOf(service, clock.nowMs())
      : 'how far it is off nobody says: neither chrony nor systemd-timesyncd answers';
    if (state !== 'synced')
      return bad(
        `${now}, ${state}: nobody vouches for it; ${quality}`,
        'enable systemd-timesyncd ("timedatectl set-ntp true"), or chrony, with a server it can reach',
      );
    const what = `${now}, synchronised; ${quality}`;
    return Math.abs(aheadMs ?? 0) > MOST_OFF_MS ? bad(what, SET_AT_ONCE) : good(what);
  };

export const time: Check = timeBy({});

function wordsOf({ name, isSynchronised, server, aheadMs, measuredMs }: TimeServiceWord, nowMs: number): string {
  if (aheadMs === null && !isSynchronised) return `${name} has measured it by no server yet`;
  const off =
    aheadMs === null
      ? `set at once by ${server}`
      : `${Math.abs(aheadMs).toFixed(1)} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} ${server}`;
  const when = measuredMs === null ? '' : `, measured ${Math.round((nowMs - measuredMs) / 1000)} s ago`;
  return `${name}: ${off}${when}`;
}

export const broker: Check = async ({ config, clock, signal }) => {
  const fleet = await configuredFleet(config);
  if (fleet === undefined) return good('none configured: entries are kept here');
  const access = accessIn(fleet);
  const { hostname, host } = new URL(access.url);
  using limit = new Deadline(signal, BROKER_LIMIT_MS, () => new KioskError('FLEET_UNREACHABLE', { host }));
  const connection = await openConnection(
    {
      ...access,
      // A name of its own: the terminal's would throw the running service off the broker.
      clientId: `${config.terminal.site}.${config.terminal.name}.doctor`,
      protocolVersion: config.fleet.protocol === 3 ? 4 : 5,
      keepaliveS: 10,
      sessionExpiryS: 0,
      receive: async () => undefined,
    },
    limit.signal,
  );
  connection.cut();
  const endsMs = await listEnds(config);
  if (endsMs !== undefined && endsMs - clock.nowMs() < LIST_SOON_MS)
    return passable(
      `${host} takes us in; the list of revoked certificates is over on ${new Date(endsMs).toISOString().slice(0, 10)}, and then nobody is`,
      'lay the next one in the place of fleet.crlFile: it is read at the next connection',
    );
  if (isEncrypted(access.url) || LOOPBACK.test(hostname)) return good(`${host} takes us in`);
  return passable(
    `${host} takes us in, UNENCRYPTED: anybody on the way sees ${access.login ? 'the password, ' : ''}which terminal is alive, and may cut it off`,
    'use mqtts:// or wss:// with fleet.caFile, and fleet.certFile with fleet.keyFile',
  );
};

async function listEnds({ fleet: { crlFile } }: CheckParts['config']): Promise<number | undefined> {
  return crlFile === undefined ? undefined : await listEndsMs(await readFile(crlFile, 'utf8'));
}
