// Who we are to a broker: the files that say so are read and tried as TLS will, before anybody waits for a broker.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { isEncrypted } from './broker-url.ts';
import type { ConnectionOptions, TlsFiles } from './connection.ts';

/** Names of files; what they hold is in PEM, but the password: one line. */
export interface BrokerFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly username?: string | undefined;
  readonly passwordFile?: string | undefined;
}

export type BrokerAccess = Pick<ConnectionOptions, 'url' | 'tls' | 'login'>;

/** Makes the fault for the one who gave the files, in the words by which they gave them. */
export type Refuse = (given: keyof BrokerFiles, why: string, cause?: unknown) => Error;

/** @throws what `refuse` makes, for a file of no use, a secret that others may read, or half of a pair */
export async function brokerAccess(url: string, files: BrokerFiles, refuse: Refuse): Promise<BrokerAccess> {
  requirePairs(files, refuse);
  const [named] = (['ca', 'cert', 'key'] as const).filter((name) => files[name] !== undefined);
  if (named && !isEncrypted(url)) throw refuse(named, 'is of use with an encrypted broker only: mqtts://HOST:PORT');
  const ca = await contentOf(files, 'ca', refuse);
  const cert = await contentOf(files, 'cert', refuse);
  const key = await secretOf(files, 'key', refuse);
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  checkTls(tls, refuse);
  const login = await loginOf(files, refuse);
  return { url, ...(named && { tls }), ...(login && { login }) };
}

const OTHER_HALF: readonly (readonly [given: keyof BrokerFiles, needed: keyof BrokerFiles, why: string])[] = [
  ['cert', 'key', 'is needed with a certificate'],
  ['key', 'cert', 'is needed with a key'],
  ['username', 'passwordFile', 'is needed with a username'],
  ['passwordFile', 'username', 'is needed with a password'],
];

function requirePairs(files: BrokerFiles, refuse: Refuse): void {
  for (const [given, needed, why] of OTHER_HALF)
    if (files[given] !== undefined && files[needed] === undefined) throw refuse(needed, why);
}

async function contentOf(files: BrokerFiles, name: keyof BrokerFiles, refuse: Refuse): Promise<string | undefined> {
  const path = files[name];
  return path === undefined ? undefined : (await fileOf(path, name, refuse)).text;
}

async function secretOf(files: BrokerFiles, name: keyof BrokerFiles, refuse: Refuse): Promise<string | undefined> {
  const path = files[name];
  if (path === undefined) return undefined;
  const { text, mode } = await fileOf(path, name, refuse);
  if ((mode & 0o077) !== 0) throw refuse(name, `others may read it: chmod 600 ${path}`);
  return text;
}

async function fileOf(path: string, name: keyof BrokerFiles, refuse: Refuse): Promise<{ text: string; mode: number }> {
  try {
    await using file = await open(path);
    const { mode } = await file.stat();
    return { text: await file.readFile('utf8'), mode };
  } catch (cause) {
    throw refuse(name, `${path} cannot be read: ${messageOf(cause)}`, cause);
  }
}

/** What OpenSSL would only say when it connects, and in words of its own. */
function checkTls({ ca, cert, key }: TlsFiles, refuse: Refuse): void {
  if (ca !== undefined) certificateIn(ca, 'ca', refuse);
  if (cert === undefined || key === undefined) return;
  if (!certificateIn(cert, 'cert', refuse).checkPrivateKey(keyIn(key, refuse)))
    throw refuse('key', 'is the key of another certificate');
  try {
    createSecureContext({ cert, key, ...(ca !== undefined && { ca }) });
  } catch (cause) {
    throw refuse('cert', `cannot be used for TLS: ${messageOf(cause)}`, cause);
  }
}

/** The first of a file, which is the one that speaks for it; each of them must be one, or OpenSSL leaves out the rest. */
function certificateIn(pem: string, name: 'ca' | 'cert', refuse: Refuse): X509Certificate {
  const blocks = pem.split(/(?=-----BEGIN )/).filter((block) => /^-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(block));
  try {
    const [first = new X509Certificate(pem)] = blocks.map((block) => new X509Certificate(block));
    return first;
  } catch (cause) {
    throw refuse(name, 'is not a certificate in PEM, or one of several in it is damaged', cause);
  }
}

function keyIn(pem: string, refuse: Refuse): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw refuse('key', 'is not a private key in PEM, or is locked by a passphrase', cause);
  }
}

async function loginOf(files: BrokerFiles, refuse: Refuse): Promise<ConnectionOptions['login'] | undefined> {
  const secret = await secretOf(files, 'passwordFile', refuse);
  if (files.username === undefined || secret === undefined) return undefined;
  const password = secret.replace(/\r?\n$/, '');
  if (!/^[^\r\n]+$/.test(password))
    throw refuse('passwordFile', 'holds the password on its one line, and nothing else');
  return { username: files.username, password };
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
