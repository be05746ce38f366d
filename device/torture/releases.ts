// Releases of the software, as root stages, tries, keeps and leaves them on a machine of their own: each command is killed while it writes, and given once more.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { on, once } from 'node:events';
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { mkdir, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { signRelease } from '../../protocol/index.ts';
import { layTree, versionOf } from '../update/fixtures/lay-tree.ts';
import {
  AskedFolder,
  digestOfFile,
  makePublisherKey,
  openPublisherKey,
  packRelease,
  releaseIn,
  treeOf,
  trustPublisher,
} from '../update/index.ts';
import type { Draw } from './damage.ts';

/** Of each release: enough that it is unpacked for a while. */
const [BALLAST_FILES, BALLAST_BYTES] = [48, 64 * 1024];
/** What a command changes beside the releases, at most: each may be the last thing that it does. */
const CHANGES = 20;
const UNPACKS_WITHIN_MS = 150;
const BASE = 1;

const statusSchema = z.object({ runs: z.int(), highest: z.int(), trial: z.unknown().nullable() });
type Status = z.infer<typeof statusSchema>;

interface Published {
  readonly release: number;
  readonly jws: string;
  readonly archive: string;
}

export interface Witnessed {
  readonly fault: (kind: string) => void;
  readonly complain: (what: string) => void;
}

export class ReleaseSide {
  readonly #program: string;
  readonly #folder: string;
  readonly #signal: AbortSignal;
  /** By number of a release: the digest of all its files. */
  readonly #trees = new Map<number, string>();
  #last = BASE;
  #highest = BASE;

  private constructor(program: string, folder: string, signal: AbortSignal) {
    this.#program = program;
    this.#folder = folder;
    this.#signal = signal;
  }

  /** @param program path of `ridged.js` @param folder emptied */
  static async open(program: string, folder: string, signal: AbortSignal): Promise<ReleaseSide> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, 'data'), { recursive: true });
    const side = new ReleaseSide(program, folder, signal);
    await side.#lay('base', BASE);
    await makePublisherKey(side.#at('key'));
    await trustPublisher(side.#at('key.pub'), side.#at('releases', 'publishers'));
    return side;
  }

  /** The next release comes, is tried, and is kept or left, at once or later. What cannot go on is complained of too. */
  async next(draw: Draw, seen: Witnessed): Promise<void> {
    await this.#comeAndGo(draw, seen).catch((fault: unknown) => {
      this.#signal.throwIfAborted();
      seen.complain(`the update could not go on: ${fault instanceof Error ? fault.message : fault}`);
    });
  }

  async #comeAndGo(draw: Draw, seen: Witnessed): Promise<void> {
    const before = await this.#status();
    const { release, jws, archive } = await this.#publish();
    const killed = async (doing: string, words: readonly string[], mayRun: readonly number[]) => {
      if (await this.#killed(words, draw)) seen.fault(`killed while a release is ${doing}`);
      return await this.#look(mayRun, seen);
    };
    const given = async (words: readonly string[], mustRun: number): Promise<void> => {
      await this.#root(words);
      await this.#look([mustRun], seen);
      const started = (await releaseIn(await this.#started()))?.release;
      if (started !== mustRun) seen.complain(`${mustRun} is to run, and ${started} would be started`);
    };
    const leave = async (instead: number): Promise<void> => {
      const back = ['back', '--why', 'it was to be left'];
      const { runs } = await killed('left', back, [instead, release]);
      if (runs === release) await given(back, instead);
      // What a cut has left to do, the next start does where the mark tells it to.
      if (existsSync(this.#mark)) await given(['starting'], instead);
      else await this.#look([instead], seen);
    };
    const apply = ['apply', jws, archive];
    const { trial } = await killed('staged', apply, [before.runs, release]);
    if (trial === null) await given(apply, release);
    await killed('begun', ['starting'], [release]);
    await given(['starting'], release);
    if (draw(3) > 0) {
      const take = ['take', '--data', this.#at('data')];
      const asked = new AskedFolder(this.#at('data'));
      await asked.isWell(release);
      await killed('kept', take, [release]);
      await asked.isWell(release);
      await given(take, release);
      this.#highest = release;
      if (draw(3) === 0) await leave(BASE);
    } else {
      await leave(before.runs);
    }
    const { trial: goesOn, highest } = await this.#status();
    if (existsSync(this.#mark)) seen.complain('each start looks for a trial that is over');
    if (goesOn !== null) seen.complain(`release ${release} is on trial for ever`);
    if (highest !== this.#highest) seen.complain(`${highest} is called the highest, which is ${this.#highest}`);
  }

  /** What would be started now is whole, one of these, and the one that is said to run. */
  async #look(mayRun: readonly number[], { complain }: Witnessed): Promise<Status> {
    const status = await this.#status();
    const started = await this.#started();
    const release = (await releaseIn(started))?.release ?? Number.NaN;
    const { sha256 } = await treeOf(started, this.#signal);
    if (!mayRun.includes(status.runs)) complain(`release ${status.runs} runs, of ${mayRun.join(' and ')}`);
    if (sha256 !== this.#trees.get(release)) complain(`release ${release} would be started, and is not whole`);
    // Before each start a unit looks at the mark, and mends what a cut has left.
    const isMarked = existsSync(this.#mark);
    if (release !== status.runs && !isMarked)
      complain(`${release} would be started, and ${status.runs} is said to run`);
    if (status.highest < this.#highest) complain(`what ran well up to ${this.#highest} could be undercut`);
    return status;
  }

  get #mark(): string {
    return this.#at('releases', 'trial');
  }

  /** Its folder. */
  async #started(): Promise<string> {
    return await readlink(this.#at('releases', 'current')).catch(() => this.#at('base'));
  }

  async #publish(): Promise<Published> {
    this.#last += 1;
    const release = this.#last;
    const [archive, jws] = [this.#at('release.ridged'), this.#at('release.jws')];
    const laid = await this.#lay('tree', release);
    await packRelease(this.#at('tree'), archive);
    const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
    const said = { format: 1, product: 'ridged', release, version: versionOf(release), architecture } as const;
    const digests = { archive: await digestOfFile(archive, this.#signal), tree: laid };
    const key = await openPublisherKey(this.#at('key'));
    await writeFile(jws, await signRelease({ ...said, ...digests, hardware: [], madeMs: 1 }, key));
    return { release, jws, archive };
  }

  async #lay(name: string, release: number) {
    const folder = this.#at(name);
    await rm(folder, { recursive: true, force: true });
    layTree(folder, { release });
    for (let n = 0; n < BALLAST_FILES; n += 1)
      await writeFile(join(folder, 'dist', `ballast-${n}`), randomBytes(BALLAST_BYTES));
    const tree = await treeOf(folder, this.#signal);
    this.#trees.set(release, tree.sha256);
    return tree;
  }

  async #status(): Promise<Status> {
    return statusSchema.parse(JSON.parse(await this.#root(['status', '--json'])));
  }

  /** @throws Error where it fails: nobody is in its way */
  async #root(words: readonly string[]): Promise<string> {
    const child = this.#spawned(words);
    const over = once(child, 'exit');
    let [said, complaint] = ['', ''];
    child.stderr.on('data', (part) => {
      complaint += part;
    });
    for await (const part of child.stdout) said += part;
    const [exitCode] = await over;
    if (exitCode !== 0) throw new Error(`update ${words.join(' ')} ended by ${exitCode}: ${said}${complaint}`);
    return said;
  }

  /** At one of the things that it changes, or some time after the first. @returns whether it was not over before */
  async #killed(words: readonly string[], draw: Draw): Promise<boolean> {
    const [change, afterMs] = draw(3) === 0 ? [0, draw(UNPACKS_WITHIN_MS)] : [draw(CHANGES), 0];
    const watched = watch(this.#at('releases'));
    const child = this.#spawned(words);
    const over = once(child, 'exit');
    await Promise.race([changesOf(watched, change + 1), over]);
    watched.close();
    await sleep(afterMs);
    child.kill('SIGKILL');
    const [exitCode] = await over;
    return exitCode === null;
  }

  #spawned(words: readonly string[]) {
    const places = ['--folder', this.#at('releases'), '--base', this.#at('base')];
    const all = [this.#program, 'update', ...words, ...places];
    return spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  #at(...names: readonly string[]): string {
    return join(this.#folder, ...names);
  }
}

/** Resolves with the last of so many, or once nobody watches any more. */
async function changesOf(watched: FSWatcher, count: number): Promise<void> {
  let seen = 0;
  for await (const _ of on(watched, 'change', { close: ['close'] })) {
    seen += 1;
    if (seen === count) return;
  }
}
