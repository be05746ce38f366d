// Which release this terminal is, and what becomes of others.
import type { FleetLink } from '../../cloud-bridge/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import { ownFolder, PLACES, type ReleaseNote, releaseIn, type SlotPlaces, Updates } from '../update/index.ts';
import type { Foundation } from './foundation.ts';

export interface Installed {
  readonly places: SlotPlaces;
  readonly own: ReleaseNote;
}

interface UpdatesBase {
  readonly installed: Installed | undefined;
  readonly devices: () => Readonly<Record<string, string>>;
  readonly faces: { readonly isOpen: boolean };
  readonly fleetLink: () => FleetLink | undefined;
}

/** What has to work in a trial as it did before: devices that were ready, faces, and the way to the fleet, by which the next order comes. */
export function updatesOf(
  base: Foundation,
  { installed, devices, faces, fleetLink }: UpdatesBase,
): Updates | undefined {
  if (!installed) return undefined;
  const { config, clock, record, noteFault } = base;
  const working = (): readonly string[] => [
    ...Object.entries(devices()).flatMap(([name, state]) => (state === 'ready' ? [name] : [])),
    ...(faces.isOpen ? ['faces'] : []),
    ...(fleetLink()?.state.at === 'online' ? ['fleet'] : []),
  ];
  return new Updates({ ...installed, dataDir: config.data.dir, clock, record, noteFault, working });
}

export function followReleases(updates: Updates, closing: ClosingOrder): void {
  const end = new AbortController();
  const served = updates.serve(end.signal);
  closing.defer(() => served);
  closing.defer(() => end.abort(new Error('the service ends')));
}

/** Undefined where somebody develops: what is no package is not updated as one. @throws KioskError UPDATE_REFUSED */
export async function installedHere(): Promise<Installed | undefined> {
  const own = await releaseIn(ownFolder());
  return own && { places: PLACES, own };
}
