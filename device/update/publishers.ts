// Who may publish releases for this terminal: Ed25519 keys as PEM, in folders that root alone writes.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import { type BatchSigner, KioskError } from '../../protocol/index.ts';
import { writeDurably } from './write-durably.ts';

const PEM = '.pem';

export interface Publisher extends BatchSigner {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
}

/** Thumbprints of all keys in these folders; one that is not there has none, and what is no key is nobody's. */
export async function publishersIn(folders: readonly string[]): Promise<readonly string[]> {
  const kids: string[] = [];
  for (const folder of folders)
    for (const name of await readdir(folder).catch(() => [])) {
      const key = name.endsWith(PEM) ? await publicKeyIn(join(folder, name)).catch(() => undefined) : undefined;
      if (key) kids.push(key.kid);
    }
  return [...new Set(kids)];
}

/** From now on a release signed by it is taken here. @returns its thumbprint. @throws KioskError KEY_UNAVAILABLE */
export async function trustPublisher(file: string, folder: string): Promise<string> {
  const { kid, pem } = await publicKeyIn(file);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await writeDurably(join(folder, `${kid}${PEM}`), pem, 0o644);
  return kid;
}

/**
 * A new key pair: PKCS#8, under the passphrase where there is one, and beside it `FILE.pub`, which terminals are given.
 * @throws KioskError USAGE where either file is there, or cannot be written
 */
export async function makePublisherKey(file: string, passphrase?: string): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const sealed = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8', ...sealed });
  const once = async (path: string, content: string | Buffer, mode: number): Promise<void> =>
    await writeFile(path, content, { flag: 'wx', mode, flush: true }).catch((cause: unknown) => {
      throw new KioskError('USAGE', { why: `${path} is there already, or cannot be written` }, cause);
    });
  await once(file, pem, 0o600);
  await once(`${file}.pub`, publicKey.export({ format: 'pem', type: 'spki' }), 0o644);
  return (await jwkOf(publicKey)).kid;
}

/** @throws KioskError KEY_UNAVAILABLE where it is no such key, or the passphrase is another */
export async function openPublisherKey(file: string, passphrase?: string): Promise<Publisher> {
  const privateKey = await opened(file, (pem) => createPrivateKey({ key: pem, ...(passphrase && { passphrase }) }));
  const { kid, publicJwk } = await jwkOf(createPublicKey(privateKey));
  const signAside = promisify<null, Uint8Array, KeyObject, Uint8Array>(sign);
  return { kid, publicJwk, sign: (content) => signAside(null, content, privateKey) };
}

async function publicKeyIn(file: string): Promise<{ readonly kid: string; readonly pem: string }> {
  const key = await opened(file, (pem) => createPublicKey(pem));
  const { kid } = await jwkOf(key);
  return { kid, pem: key.export({ format: 'pem', type: 'spki' }).toString() };
}

async function opened(file: string, read: (pem: Buffer) => KeyObject): Promise<KeyObject> {
  try {
    const key = read(await readFile(file));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is no Ed25519 key');
    return key;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KioskError('KEY_UNAVAILABLE', { file, why }, cause);
  }
}

async function jwkOf(key: KeyObject): Promise<Pick<Publisher, 'kid' | 'publicJwk'>> {
  const { x = '' } = key.export({ format: 'jwk' });
  const publicJwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { publicJwk, kid: await calculateJwkThumbprint(publicJwk) };
}
