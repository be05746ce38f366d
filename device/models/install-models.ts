// Files of networks from the first source that has them, as they are or as their authors publish them. None gets its name before its SHA-256 is
// found right, and it answers as the network that was looked at.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expectGolden, isFileOf, type ModelEntry, OnnxRuntime, readModel } from '../../models/index.ts';
import { isFault } from '../../protocol/index.ts';
import { cannotWrite, fetchFile, type Wanted, whyOf } from './fetch-file.ts';
import { addressOf, type ModelSource } from './model-source.ts';

export type ModelState = 'present' | 'installed' | 'missing';

export interface InstalledModel {
  readonly name: string;
  readonly file: string;
  readonly state: ModelState;
  /** Where it came from. */
  readonly source?: string;
  /** Made of what its authors publish. */
  readonly isConverted?: true;
  /** Where it did not come from, and why. */
  readonly tried: readonly Tried[];
}

interface Tried {
  readonly source: string;
  readonly why: string;
}

export interface Installation {
  /** Folders and web addresses, tried in this order before what the publishers have. */
  readonly places: readonly string[];
  readonly to: string;
  readonly progress: (line: string) => void;
}

/** Of files that the manifest does not give the size of. */
const MOST_BYTES = 500_000_000;
/** Of a place that has what the authors publish, too. */
const ORIGINALS = 'original';

/** @throws KioskError STORE_READ_ONLY where the folder cannot be written; the signal's reason when aborted */
export async function installModel(
  entry: ModelEntry,
  { places, to, progress }: Installation,
  signal: AbortSignal,
): Promise<InstalledModel> {
  const { name, file, conversion } = entry;
  const found = await sha256Of(join(to, file));
  if (found !== undefined && isFileOf(entry, found)) return { name, file, state: 'present', tried: [] };
  await mkdir(to, { recursive: true }).catch((cause: unknown) => cannotWrite(to, cause));
  const attempt = new Attempt(entry, { places, to, progress }, signal);
  const { sha256, bytes: mostBytes = MOST_BYTES, upstream } = entry;
  const whole = await attempt.fetch({ sha256, mostBytes }, sourcesOf(places, file, upstream));
  if (whole) return { name, file, state: 'installed', source: whole, tried: attempt.tried };
  const made = conversion && (await attempt.convert(conversion));
  if (made) return { name, file, state: 'installed', source: made, isConverted: true, tried: attempt.tried };
  return { name, file, state: 'missing', tried: attempt.tried };
}

function sourcesOf(places: readonly string[], file: string, upstream: readonly string[]): readonly string[] {
  const sources: readonly ModelSource[] = [
    ...places.map((place) => ({ place })),
    ...upstream.map((upstream) => ({ upstream })),
  ];
  return sources.map((source) => addressOf(source, file));
}

/** All that is tried for one network. */
class Attempt {
  readonly #entry: ModelEntry;
  readonly #installation: Installation;
  readonly #signal: AbortSignal;
  readonly tried: Tried[] = [];

  constructor(entry: ModelEntry, installation: Installation, signal: AbortSignal) {
    this.#entry = entry;
    this.#installation = installation;
    this.#signal = signal;
  }

  /** Undefined where no source has it; else the one that does. */
  async fetch(wanted: Wanted, sources: readonly string[]): Promise<string | undefined> {
    for (const source of sources) {
      const isFound = await this.#goesWell(source, async (path) => {
        await fetchFile(source, { path, wanted }, this.#signal);
        await this.#settle(path);
      });
      if (isFound) return source;
    }
    return undefined;
  }

  /** Undefined where not everything that it is made of is to be had. */
  async convert({ by, originals, sha256 }: NonNullable<ModelEntry['conversion']>): Promise<string | undefined> {
    const had: { source: string; content: Uint8Array }[] = [];
    for (const { file, upstream, ...original } of originals) {
      const { places } = this.#installation;
      const beside = places.map((place) => addressOf({ place }, `${ORIGINALS}/${file}`));
      const content = await this.#original([...beside, ...upstream], original);
      if (!content) return undefined;
      had.push(content);
    }
    const source = had.map(({ source }) => source).join(' and ');
    const { convert } = await import('../../models/laboratory.ts');
    const isMade = await this.#goesWell(source, async (path) => {
      const made = convert(
        by,
        had.map(({ content }) => content),
        this.#entry,
      );
      const found = createHash('sha256').update(made).digest('hex');
      if (found !== sha256) throw new Error(`it becomes another file: its SHA-256 is ${found}`);
      await writeFile(path, made, { flush: true }).catch((cause: unknown) => cannotWrite(path, cause));
      await this.#settle(path);
    });
    return isMade ? source : undefined;
  }

  async #original(
    sources: readonly string[],
    { sha256, bytes: mostBytes }: { readonly sha256: string; readonly bytes: number },
  ): Promise<{ source: string; content: Uint8Array } | undefined> {
    for (const source of sources) {
      let content: Uint8Array | undefined;
      const isFound = await this.#goesWell(source, async (path) => {
        await fetchFile(source, { path, wanted: { sha256, mostBytes } }, this.#signal);
        content = await readFile(path);
      });
      if (isFound && content) return { source, content };
    }
    return undefined;
  }

  /** What goes wrong there is told, and the next source has its turn. `path` is gone afterwards. */
  async #goesWell(source: string, work: (path: string) => Promise<void>): Promise<boolean> {
    const { name, file } = this.#entry;
    const { to, progress } = this.#installation;
    const path = join(to, `.${file}.${process.pid}.part`);
    try {
      await work(path);
      progress(`${name}: from ${source}`);
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      if (isFault(error, 'STORE_READ_ONLY')) throw error;
      const why = isFault(error) ? (error.context['detail'] ?? error.message) : whyOf(error);
      progress(`${name}: not from ${source}: ${why}`);
      this.tried.push({ source, why: String(why) });
      return false;
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Under its own name only once it answers as it must. */
  async #settle(path: string): Promise<void> {
    const { to } = this.#installation;
    await answersAsItMust({ ...this.#entry, file: basename(path) }, to, this.#signal);
    await rename(path, join(to, this.#entry.file));
  }
}

/** @throws KioskError MODEL_MISSING, MODEL_ALTERED, MODEL_UNFIT, HAL_UNAVAILABLE */
export async function answersAsItMust(entry: ModelEntry, folder: string, signal: AbortSignal): Promise<void> {
  await using runtime = OnnxRuntime.open();
  await expectGolden(await runtime.load(await readModel(entry, folder), signal), signal);
}

/** Undefined where there is no such file. */
export async function sha256Of(path: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return undefined;
  }
}
