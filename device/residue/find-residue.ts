// What a service that was cut off may have left beside its stores: drafts, images of its memory, pictures, scratch folders.
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isOurs } from '../inventory/index.ts';

export const RESIDUE_KINDS = ['draft', 'memory-image', 'picture', 'scratch'] as const;
export type ResidueKind = (typeof RESIDUE_KINDS)[number];

export interface Residue {
  readonly path: string;
  readonly what: ResidueKind;
}

export interface ResidueFolders {
  /** Only what this terminal wrote may lie here. */
  readonly dataDir: string;
  /** Where the system lays what was in memory when the service died. None: it is somebody's own machine. */
  readonly workDirs?: readonly string[] | undefined;
  /** Where commands have scratch folders. */
  readonly scratchDir?: string | undefined;
}

export interface Found {
  readonly residue: readonly Residue[];
  /** Names in the data folder that are neither this terminal's nor what one leaves. */
  readonly foreign: readonly string[];
}

/** Written beside its place and renamed: whoever holds the stores and sees one wrote it before. */
const DRAFT = /\.new$/;
/** Of Node and V8, by the names that they give: node(1), --report-on-fatalerror, --heapsnapshot-signal, --cpu-prof. */
const REPORT =
  /^(report\.\d{8}\.\d{6}\.\d+\.\d+\.\d+\.json|(Heap|CPU)\.\d{8}\.\d{6}\.\d+\.\d+\.\d+\.(heapsnapshot|heapprofile|cpuprofile)|isolate0x[0-9a-f]+-\d+-v8\.log)$/;
/** core(5): what it is called besides is the system's affair, what it begins with is not. */
const CORE = /^(core|core\..+|.+\.core)$/;
const PICTURE = /\.(jpe?g|png|bmp|tiff?|p[bgnp]m|raw|mjpe?g|y4m|mp4)$/i;
const SCRATCH = /^ridged-(journal|tpm)-[A-Za-z0-9]{6}$/;
/** A command may still be at work in a younger one. */
const SCRATCH_AT_REST_MS = 3_600_000;
const ELF = Buffer.from('\x7fELF', 'latin1');
const ELF_TYPE_AT = 16;
const ELF_CORE = 4;

/** Folders that nobody may look into have none. */
export async function findResidue(
  { dataDir, workDirs = [], scratchDir }: ResidueFolders,
  nowMs: number,
): Promise<Found> {
  const own = (await namesIn(dataDir)).filter((name) => !isOurs(name));
  const inData = await Promise.all(own.map(async (name) => ({ name, what: await kindOf(dataDir, name) })));
  const residue = inData.flatMap(({ name, what }) => (what ? [{ path: join(dataDir, name), what }] : []));
  const foreign = inData.flatMap(({ name, what }) => (what ? [] : [name]));
  // Looked through above.
  const elsewhere = workDirs.filter((folder) => resolve(folder) !== resolve(dataDir));
  const images = (await Promise.all(elsewhere.map(imagesIn))).flat();
  const scratch = scratchDir === undefined ? [] : await scratchIn(scratchDir, nowMs);
  return { residue: [...residue, ...images, ...scratch], foreign };
}

async function kindOf(folder: string, name: string): Promise<ResidueKind | undefined> {
  if (DRAFT.test(name)) return 'draft';
  if (PICTURE.test(name)) return 'picture';
  return (await isImage(folder, name)) ? 'memory-image' : undefined;
}

async function imagesIn(folder: string): Promise<readonly Residue[]> {
  const images: Residue[] = [];
  for (const name of await namesIn(folder))
    if (await isImage(folder, name)) images.push({ path: join(folder, name), what: 'memory-image' });
  return images;
}

const isImage = async (folder: string, name: string): Promise<boolean> =>
  REPORT.test(name) || (CORE.test(name) && (await isCore(join(folder, name))));

/** A folder of sources may be called "core" too. */
async function isCore(path: string): Promise<boolean> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const { buffer } = await handle.read(Buffer.alloc(ELF_TYPE_AT + 1), 0, ELF_TYPE_AT + 1, 0);
    return buffer.subarray(0, ELF.length).equals(ELF) && buffer[ELF_TYPE_AT] === ELF_CORE;
  } catch {
    return false;
  } finally {
    await handle?.close();
  }
}

/** Of this user, whose commands copy a journal or speak to a TPM there. */
async function scratchIn(folder: string, nowMs: number): Promise<readonly Residue[]> {
  const left: Residue[] = [];
  for (const name of (await namesIn(folder)).filter((name) => SCRATCH.test(name))) {
    const path = join(folder, name);
    // Not what a link leads to: anybody may lay one here.
    const about = await lstat(path).catch(() => undefined);
    if (about?.isDirectory() && about.uid === process.geteuid?.() && nowMs - about.mtimeMs > SCRATCH_AT_REST_MS)
      left.push({ path, what: 'scratch' });
  }
  return left;
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);
