// In what state a machine is while a run of the service lasts: each is one fault, from its start to its end.
import { existsSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Circumstance extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** A file that the process writes its number to before anything else: it is held to what stands there. */
  readonly group?: string;
}

const MIB = 2 ** 20;
const LIMIT_MIB = 512;
/** Version 1 of control groups, and version 2: whichever this process may write to. */
const GROUPS = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { root: '/sys/fs/cgroup', limit: 'memory.max' },
];
/** Of Debian's package `faketime`. */
const FAKETIME = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`);

const withEnv = (env: Readonly<Record<string, string>>): Circumstance => ({
  env,
  [Symbol.asyncDispose]: async () => undefined,
});

/** A real-time clock without a battery begins at its own beginning; what counts from the boot is not touched. */
async function clockLost(): Promise<Circumstance | undefined> {
  const library = FAKETIME.find((path) => existsSync(path));
  if (library === undefined) return undefined;
  return withEnv({ LD_PRELOAD: library, FAKETIME: '@2000-01-01 00:00:00', FAKETIME_DONT_FAKE_MONOTONIC: '1' });
}

/** Killed by the kernel where it takes more. Undefined where no group may be made. */
async function littleMemory(): Promise<Circumstance | undefined> {
  const found = GROUPS.find(({ root }) => existsSync(join(root, 'cgroup.procs')));
  if (!found) return undefined;
  const folder = join(found.root, `ridged-ordeal-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, found.limit), String(LIMIT_MIB * MIB));
  } catch {
    return undefined;
  }
  return {
    env: {},
    group: join(folder, 'cgroup.procs'),
    // Threads that have only just ended may still be counted.
    [Symbol.asyncDispose]: () => rmdir(folder).catch(() => undefined),
  };
}

/** Undefined: not to be had on this machine. */
export const CIRCUMSTANCES: Readonly<Record<string, () => Promise<Circumstance | undefined>>> = {
  'its clock starts in the year 2000': clockLost,
  'no more than 512 MiB': littleMemory,
  'a time zone with summer time': async () => withEnv({ TZ: 'America/New_York' }),
  'a time zone without': async () => withEnv({ TZ: 'Asia/Kathmandu' }),
};

export const usual: Circumstance = withEnv({});
