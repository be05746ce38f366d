// A terminal's key and certificate on its disk: the pair in use, and the one that is to take its place. One of the two is whole, wherever it is cut off.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KioskError } from '../../protocol/index.ts';
import { layOwn } from '../fleet/trust/of-terminals.ts';
import { type KeySeal, openKey, sealKey } from './key-seal.ts';

/** Paths; what they hold is in PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  /** By what the key is written, and read: without it, in the clear. */
  readonly seal?: KeySeal | undefined;
}

/** In PEM, and in the clear. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Of the pair that was not let in yet. */
export const nextFiles = ({ cert, key, seal }: CertificateFiles): CertificateFiles => ({
  cert: nextFile(cert),
  key: nextFile(key),
  seal,
});

/** Where lies what is to take the place of a file. */
export const nextFile = (file: string): string => `${file}.next`;

/** The files that go together: where the change of both was cut off between them, one of each. @throws KioskError KEY_UNAVAILABLE */
export async function pairInUse(files: CertificateFiles): Promise<CertificateFiles> {
  const next = nextFiles(files);
  const others = [
    { ...files, cert: next.cert },
    { ...files, key: next.key },
  ];
  for (const pair of [files, ...others]) if (await readPair(pair)) return pair;
  // Whoever reads them says what is wrong.
  return files;
}

/** Undefined where one is missing, or they do not go together. @throws KioskError KEY_UNAVAILABLE */
export async function readPair(files: CertificateFiles): Promise<ClientCertificate | undefined> {
  const [cert, key] = [await readText(files.cert), await readKey(files)];
  return cert !== undefined && key !== undefined && areOne(cert, key) ? { cert, key } : undefined;
}

/** In the clear; undefined where there is none. @throws KioskError KEY_UNAVAILABLE */
export async function readKey({ key, seal }: CertificateFiles): Promise<string | undefined> {
  const pem = await readText(key);
  return pem === undefined ? undefined : await openKey(pem, seal);
}

export function areOne(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** What was cut off between two files is finished. @throws KioskError STORE_READ_ONLY */
export async function settleFiles(files: CertificateFiles): Promise<void> {
  const pair = await pairInUse(files);
  if (pair.key !== files.key) await move(pair.key, files.key);
  if (pair.cert !== files.cert) await move(pair.cert, files.cert);
}

/** The next pair is the one in use from now on, and the old key is gone. @throws KioskError STORE_READ_ONLY */
export async function takeOver(files: CertificateFiles): Promise<void> {
  const next = nextFiles(files);
  await move(next.key, files.key);
  await move(next.cert, files.cert);
}

/** A pair that somebody has brought, in the place of the one in use and of any renewal. @throws KioskError STORE_READ_ONLY, KEY_UNAVAILABLE */
export async function layPair(files: CertificateFiles, { cert, key }: ClientCertificate): Promise<void> {
  const next = nextFiles(files);
  // A renewal that was under way was of the certificate before.
  await dropNext(files);
  const sealed = await sealKey(key, files.seal);
  await orReadOnly(next.key, () => layOwn(next.key, sealed));
  await orReadOnly(next.cert, () => layOwn(next.cert, cert));
  await takeOver(files);
}

/** @throws KioskError STORE_READ_ONLY */
export async function dropNext(files: CertificateFiles): Promise<void> {
  const next = nextFiles(files);
  for (const file of [next.cert, next.key]) await orReadOnly(file, () => rm(file, { force: true }));
}

async function readText(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined);
}

async function move(from: string, to: string): Promise<void> {
  await orReadOnly(to, async () => {
    await rename(from, to);
    await using folder = await open(dirname(to));
    await folder.sync();
  });
}

async function orReadOnly(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new KioskError('STORE_READ_ONLY', { file }, cause);
  }
}
