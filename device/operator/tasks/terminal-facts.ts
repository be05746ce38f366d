// How the terminal is: network, time, storage, devices. No person stands in it.
import { networkInterfaces } from 'node:os';
import type { ServiceFacts, TerminalFacts } from '../../../protocol/index.ts';
import { fillingPercent } from '../../kiosk/journal-fill.ts';
import type { KioskParts } from '../../kiosk/kiosk.ts';

export type FactsParts = Pick<
  KioskParts,
  'config' | 'clock' | 'clockWatch' | 'stores' | 'portrait' | 'fleet' | 'sensor' | 'camera' | 'light' | 'readers'
>;

export function terminalFacts(parts: FactsParts): TerminalFacts {
  const { config, clock, clockWatch, stores, portrait, fleet } = parts;
  const { site, name, timeZone } = config.terminal;
  const { versions } = portrait.birth();
  const { uptimeMs, disk, devices, gallery } = portrait.health();
  const { journal } = stores;
  return {
    ...{ name: `${site} / ${name}`, versions, uptimeMs, devices },
    network: { fleet: fleet?.state.at ?? 'none', broker: brokerOf(config.fleet.url), addresses: addresses() },
    time: { utcMs: clock.nowMs(), state: clockWatch.state, timeZone },
    storage: {
      ...{ freeBytes: disk?.freeBytes ?? null, totalBytes: disk?.totalBytes ?? null },
      ...{ people: stores.people.count, templates: gallery?.templates ?? 0 },
      ...{ entries: journal.lastSeq, unacknowledged: journal.unacknowledged, capacity: journal.limits.capacity },
      fillingPercent: fillingPercent(journal),
    },
  };
}

/** Without a login that somebody may have written into it. */
function brokerOf(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : null;
}

const addresses = (): readonly string[] =>
  Object.entries(networkInterfaces()).flatMap(([name, all]) =>
    (all ?? []).filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
  );

export function serviceFacts({ config, sensor, camera, light, readers }: FactsParts): ServiceFacts {
  const { info, state, lastFault } = sensor;
  const { model: lightModel, report } = light;
  return {
    sensor: {
      ...{ state, fault: lastFault?.message ?? null, model: info?.model ?? null, bus: info?.bus ?? null },
      ...{ baud: info?.baud ?? null, dpi: info?.dpi ?? null },
      imageTransferMs: info ? Math.round(info.imageTransferMs) : null,
    },
    camera: camera ? { ...cameraOf(camera), state: camera.state } : null,
    light: { model: lightModel, state: report.state },
    readers: readers.names,
    settings: settingsOf({ sensor: config.sensor, camera: config.camera, light: config.light }),
  };
}

function cameraOf({ info: { model, bus, widthPx, heightPx, framesPerSecond } }: NonNullable<FactsParts['camera']>) {
  return { model, bus, widthPx, heightPx, framesPerSecond: Math.round(framesPerSecond) };
}

/** Of a network camera the address may hold a login: it is not shown. */
const settingsOf = (sections: Readonly<Record<string, object>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(sections).flatMap(([section, values]) =>
      Object.entries(values)
        .filter(([key, value]) => key !== 'url' && value !== undefined)
        .map(([key, value]) => [`${section}.${key}`, String(value)]),
    ),
  );
