// The identity provider of an ordeal, as the virtual one: its service profile, signed, and what evidence it was given.
import { appendFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FleetKeys, VirtualProvider } from '../../cloud-bridge/fleet/index.ts';
import { signProfile, systemClock } from '../../protocol/index.ts';
import { demoProfile } from '../bench/kiosk/demo-profile.ts';
import { readConfig } from '../config/index.ts';
import { openLog } from '../kiosk/kiosk-log.ts';

export interface Taken {
  readonly id: string;
  /** Of the visit. */
  readonly reference: string;
}

export class ProviderSide implements AsyncDisposable {
  /** Folder of the profile, as the terminal's configuration names it. */
  readonly profiles: string;
  /** What the terminal trusts. */
  readonly keys: readonly FleetKeys[];
  /** Of all ordeals in this folder. */
  readonly taken: Taken[];
  readonly #provider: VirtualProvider;
  readonly #end = new AbortController();

  private constructor(
    parts: Pick<ProviderSide, 'profiles' | 'keys' | 'taken'> & { readonly provider: VirtualProvider },
  ) {
    this.profiles = parts.profiles;
    this.keys = parts.keys;
    this.taken = parts.taken;
    this.#provider = parts.provider;
  }

  static async open(folder: string, broker: string): Promise<ProviderSide> {
    const keys = await FleetKeys.open(join(folder, 'provider.keys.json'), 'provider');
    const administrator = await FleetKeys.open(join(folder, 'administrator.json'), 'administrator');
    const profiles = join(folder, 'profiles');
    await mkdir(profiles, { recursive: true });
    const { terminal } = readConfig({ env: {}, overrides: {} });
    const profile = demoProfile(terminal, keys.sealingKey(), systemClock.nowMs());
    await writeFile(join(profiles, 'raise-level.jws'), await signProfile(profile, administrator.signer));
    const file = join(folder, 'evidence.jsonl');
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
    const taken: Taken[] = lines.map((line) => JSON.parse(line));
    const provider = new VirtualProvider({ url: broker, keys, clock: systemClock, log: openLog('silent') });
    // Before it is acknowledged: what is gone at the terminal stands here.
    provider.taken.listen(({ record: { id, reference } }) => {
      taken.push({ id, reference });
      appendFileSync(file, `${JSON.stringify({ id, reference })}\n`);
    });
    const side = new ProviderSide({ profiles, keys: [keys, administrator], taken, provider });
    provider.start(side.#end.signal);
    return side;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#provider[Symbol.asyncDispose]();
  }
}
