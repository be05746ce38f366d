// What vouches for the time, and the broker.

import { readFile } from 'node:fs/promises';
import { accessIn, isEncrypted, listEndsMs, openConnection } from '../../../cloud-bridge/index.ts';
import { Deadline, KioskError } from '../../../protocol/index.ts';
import { configuredFleet } from '../../kiosk/fleet-access.ts';
import { ClockWatch } from '../clock-watch.ts';
import { bad, type Check, type CheckParts, good, passable } from './finding.ts';

const BROKER_LIMIT_MS = 3000;
const LIST_SOON_MS = 14 * 86_400_000;
const LOOPBACK = /^(localhost|127\..*|\[::1\])$/;

export const time: Check = async ({ clock, signal }) => {
  const watch = new ClockWatch({ clock, onJump: () => undefined });
  await watch.ask(signal);
  const { state } = watch;
  const now = new Date(clock.nowMs()).toISOString();
  if (state === 'synced') return good(`${now}, synchronised`);
  return bad(
    `${now}, ${state}: nobody vouches for it`,
    'enable systemd-timesyncd, or chrony, with a server it can reach',
  );
};

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
