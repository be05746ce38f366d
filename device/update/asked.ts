// What the service asks of root, by way of a folder of its own: to stage a release that it has fetched, and to keep the one on trial, which runs well.
// Whoever breaks into the service can write there too: nothing of it is believed, or followed elsewhere.
import { constants } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isFault, KioskError } from '../../protocol/index.ts';
import { storeFault } from '../store/index.ts';
import type { Updater } from './updater.ts';
import { writeDurably } from './write-durably.ts';

const [RELEASE, ARCHIVE, BEGUN, WANTED, WELL] = ['release.jws', 'release.ridged', 'begun', 'wanted', 'well'];
const CALLED_OFF = 'called-off';
const [SAID, INCOMING] = ['said.json', 'incoming.ridged'];
const MOST_WORD_BYTES = 64;
const MOST_RELEASE_BYTES = 16 * 1024;
const CHUNK_BYTES = 1024 * 1024;

const saidSchema = z.strictObject({
  /** What was asked for by this word. */
  job: z.string().max(MOST_WORD_BYTES),
  outcome: z.enum(['staged', 'refused']),
  code: z.string().max(64).nullable(),
  why: z.string().max(300),
});
/** Root's answer, which the service reads. */
export type Said = Readonly<z.infer<typeof saidSchema>>;

/** The service's side. */
export class AskedFolder {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = folderOf(dataDir);
  }

  /** Where it is to be fetched to. */
  get archive(): string {
    return join(this.#folder, ARCHIVE);
  }

  /**
   * What was begun of another archive is gone.
   * @throws KioskError STORE_*, as the others
   */
  async prepare(sha256: string): Promise<void> {
    await orFault(mkdir(this.#folder, { recursive: true, mode: 0o700 }));
    const begun = await readFile(join(this.#folder, BEGUN), 'utf8').catch(() => '');
    if (begun === sha256) return;
    await orFault(rm(this.archive, { force: true }));
    await this.#write(BEGUN, sha256);
  }

  /** What has been fetched is to be staged. @param job the word by which root answers */
  async wants(job: string, release: string): Promise<void> {
    await this.#write(RELEASE, release);
    await orFault(rm(join(this.#folder, CALLED_OFF), { force: true }));
    await this.#write(WANTED, job);
  }

  /** Also where root has begun, and not put it on trial yet. */
  async wantsNoMore(job: string): Promise<void> {
    await orFault(mkdir(this.#folder, { recursive: true, mode: 0o700 }));
    await orFault(rm(join(this.#folder, WANTED), { force: true }));
    await this.#write(CALLED_OFF, job);
  }

  /** This release runs well. */
  async isWell(release: number): Promise<void> {
    await orFault(mkdir(this.#folder, { recursive: true, mode: 0o700 }));
    await this.#write(WELL, String(release));
  }

  async #write(name: string, content: string): Promise<void> {
    await orFault(writeDurably(join(this.#folder, name), content, 0o600));
  }
}

/** Undefined until there is an answer to this. */
export async function saidTo(job: string, releases: string): Promise<Said | undefined> {
  try {
    const said = saidSchema.parse(JSON.parse(await readFile(join(releases, SAID), 'utf8')));
    return said.job === job ? said : undefined;
  } catch {
    return undefined;
  }
}

type Asked = Pick<Updater, 'confirm' | 'open' | 'apply'>;

/**
 * Root's side: does what is asked, once, and says what came of it.
 * @returns undefined where nothing was to be staged
 * @throws what the file system of root's own folder reports; the signal's reason when aborted
 */
export async function takeAsked(
  { dataDir, releases, updater }: { readonly dataDir: string; readonly releases: string; readonly updater: Asked },
  signal: AbortSignal,
): Promise<Said | undefined> {
  const folder = folderOf(dataDir);
  const well = await wordIn(folder, WELL);
  if (well !== undefined) await updater.confirm(Number(well));
  const job = await wordIn(folder, WANTED);
  if (job === undefined) return undefined;
  const isWanted = async (): Promise<boolean> => (await wordIn(folder, CALLED_OFF)) !== job;
  const said = await staged(folder, { releases, updater, isWanted }, signal)
    .then((): Said => ({ job, outcome: 'staged', code: null, why: '' }))
    .catch((cause: unknown): Said => {
      signal.throwIfAborted();
      const fault = isFault(cause) ? cause : new KioskError('UPDATE_REFUSED', { why: String(cause) }, cause);
      return {
        job,
        outcome: 'refused',
        code: fault.code,
        why: String(fault.context['why'] ?? fault.message).slice(0, 300),
      };
    });
  await gone(join(folder, ARCHIVE));
  await writeDurably(join(releases, SAID), JSON.stringify(said), 0o644);
  return said;
}

const orFault = <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw storeFault(cause, 'update');
  });

const folderOf = (dataDir: string): string => join(dataDir, 'update');

/** Taken away as it is read: it is asked for once. What comes while nothing was there is not touched. */
async function wordIn(folder: string, name: string): Promise<string | undefined> {
  const path = join(folder, name);
  try {
    const word = await bytesOf(path, MOST_WORD_BYTES);
    await gone(path);
    return word.toString('utf8').trim();
  } catch (fault) {
    if (!isMissing(fault)) await gone(path);
    return undefined;
  }
}

const isMissing = (fault: unknown): boolean =>
  fault instanceof Error && fault.cause instanceof Error && 'code' in fault.cause && fault.cause.code === 'ENOENT';

/** A file, or a link of it. What else lies there stays: below a folder the service could lead root elsewhere. */
const gone = (path: string): Promise<void> => rm(path, { force: true }).catch(() => undefined);

interface Staging {
  readonly releases: string;
  readonly updater: Asked;
  readonly isWanted: () => Promise<boolean>;
}

/** From a copy that the service cannot write. */
async function staged(folder: string, { releases, updater, isWanted }: Staging, signal: AbortSignal): Promise<void> {
  const incoming = join(releases, INCOMING);
  try {
    const jws = await bytesOf(join(folder, RELEASE), MOST_RELEASE_BYTES);
    // Nobody's gigabyte is copied: first of all somebody has to have signed it.
    const { archive } = await updater.open(jws);
    await copyTo(incoming, join(folder, ARCHIVE), { mostBytes: archive.bytes, signal });
    await updater.apply(jws, incoming, signal, isWanted);
  } finally {
    await rm(incoming, { force: true });
  }
}

async function bytesOf(path: string, mostBytes: number): Promise<Buffer> {
  await using file = await openPlain(path, mostBytes);
  return await file.readFile();
}

async function copyTo(
  copy: string,
  path: string,
  { mostBytes, signal }: { readonly mostBytes: number; readonly signal: AbortSignal },
): Promise<void> {
  await using from = await openPlain(path, mostBytes);
  await writeFile(copy, from.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false, end: mostBytes - 1 }), {
    mode: 0o600,
    signal,
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw storeFault(cause, 'release');
  });
}

/** No link is followed, nothing is waited for, and no device read. */
async function openPlain(path: string, mostBytes: number): ReturnType<typeof open> {
  const refused = (cause?: unknown): KioskError =>
    new KioskError('UPDATE_REFUSED', { why: `${path} is no file of at most ${mostBytes} bytes` }, cause);
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((cause: unknown) => {
    throw refused(cause);
  });
  const stat = await file.stat();
  if (stat.isFile() && stat.size <= mostBytes) return file;
  await file.close();
  throw refused();
}
