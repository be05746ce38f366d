// A release of the software as its publisher signs it: what it is called, on what it runs, and by which digest all of it is known.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { KioskError } from '../base/index.ts';
import { readJson } from '../base/read-json.ts';
import { type BatchSigner, openSigned, type SignedKind, signContent } from '../fleet/batch-signature.ts';

const RELEASE_KIND: SignedKind = { typ: 'ridged-release+jws', cty: 'json' };

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const word = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/);

export const ARCHITECTURES = ['amd64', 'arm64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** Strict: a member that a terminal does not know of might be the one that matters. */
export const releaseSchema = z.strictObject({
  format: z.literal(1),
  product: z.literal('ridged'),
  /** Counts releases: it only rises, whatever the version is called. */
  release: z.int().min(1).max(999_999_999),
  version: z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}(-[a-z0-9.]{1,40})?$/),
  architecture: z.enum(ARCHITECTURES),
  /** Names of the hardware that it was made for; none: any of the architecture. */
  hardware: z.array(word).max(64).readonly(),
  /** The file that is fetched: a gzipped tar of files and folders alone. */
  archive: z.strictObject({ bytes: z.int().min(1).max(1_000_000_000), sha256 }),
  /** What it becomes: `treeDigest` of all files in it, and how many bytes they are. */
  tree: z.strictObject({ bytes: z.int().min(1).max(4_000_000_000), files: z.int().min(1).max(200_000), sha256 }),
  /** UTC. */
  madeMs: z.int().min(0),
});
export type Release = Readonly<z.infer<typeof releaseSchema>>;

export const signRelease = (release: Release, publisher: BatchSigner): Promise<string> =>
  signContent(Buffer.from(JSON.stringify(releaseSchema.parse(release))), publisher, RELEASE_KIND);

/**
 * @param publishers RFC 7638 thumbprints of the keys that may publish; `anybody`: only to look at it
 * @throws KioskError SIGNATURE_BROKEN, PROTOCOL_MALFORMED; FLEET_UNTRUSTED where the key is none of theirs
 */
export async function openRelease(jws: Uint8Array, publishers: readonly string[] | 'anybody'): Promise<Release> {
  const { content, signedBy } = await openSigned(jws, RELEASE_KIND);
  if (publishers !== 'anybody' && !publishers.includes(signedBy))
    throw new KioskError('FLEET_UNTRUSTED', { why: 'unknown-key', key: signedBy });
  const read = releaseSchema.safeParse(readJson(content));
  if (!read.success) throw new KioskError('PROTOCOL_MALFORMED', { what: 'release' }, read.error);
  return read.data;
}

/** One file of a release. */
export interface ReleasedFile {
  /** From the release's own folder, parts parted by "/". */
  readonly path: string;
  readonly isExecutable: boolean;
  readonly sha256: string;
}

/** SHA-256 over a line of each file, sorted by their paths as bytes: `SHA256 (x|-) PATH`. */
export function treeDigest(files: Iterable<ReleasedFile>): string {
  const lines = [...files]
    .map(({ path, isExecutable, sha256 }) => ({
      path: Buffer.from(path),
      line: `${sha256} ${isExecutable ? 'x' : '-'} ${path}\n`,
    }))
    .sort((one, other) => Buffer.compare(one.path, other.path));
  const hash = createHash('sha256');
  for (const { line } of lines) hash.update(line);
  return hash.digest('hex');
}
