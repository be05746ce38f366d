// Who we are to a broker: the files that say so are read and tried as TLS will, before anybody waits for a broker.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { isProxyAddress } from '../protocol/index.ts';
import type { TlsNow } from './broker-socket.ts';
import { isEncrypted } from './broker-url.ts';
import { type KeySeal, openKey } from './certificate/key-seal.ts';
import type { BrokerAccess } from './connection.ts';
import type { Login, WebProxy } from './proxy-tunnel.ts';

/** Names of files; what they hold is in PEM, but the passwords: one line. */
export interface BrokerFiles {
  readonly ca?: string | undefined;
  readonly crl?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly username?: string | undefined;
  readonly passwordFile?: string | undefined;
  /** http://HOST:PORT of the proxy on the way there. */
  readonly proxy?: string | undefined;
  readonly proxyUsername?: string | undefined;
  readonly proxyPasswordFile?: string | undefined;
}

/** Makes the fault for the one who gave the files, in the words by which they gave them. */
export type Refuse = (given: keyof BrokerFiles, why: string, cause?: unknown) => Error;

export interface Reading {
  readonly refuse: Refuse;
  /** Of our own key; without it, it has to lie in the clear. */
  readonly seal?: KeySeal | undefined;
}

/** @throws what `refuse` makes, for a file of no use, a secret that others may read, or half of a pair; KioskError KEY_UNAVAILABLE */
export async function brokerAccess(url: string, files: BrokerFiles, { refuse, seal }: Reading): Promise<BrokerAccess> {
  requirePairs(files, refuse);
  const [named] = (['ca', 'crl', 'cert', 'key', 'proxy'] as const).filter((name) => files[name] !== undefined);
  if (named && !isEncrypted(url))
    throw refuse(named, 'is of use with an encrypted broker only: mqtts://HOST:PORT or wss://HOST:PORT/PATH');
  const ca = await contentOf(files, 'ca', refuse);
  const crl = await contentOf(files, 'crl', refuse);
  const cert = await contentOf(files, 'cert', refuse);
  const kept = await secretOf(files, 'key', refuse);
  const key = kept === undefined ? undefined : await openKey(kept, seal);
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  checkTls({ ...tls, ...(crl !== undefined && { crl }) }, refuse);
  const login = await loginOf(files, OF_BROKER, refuse);
  const proxy = await proxyOf(files, refuse);
  return accessIn({ url, tls: Object.keys(tls).length > 0 ? tls : undefined, crlFile: files.crl, login, proxy });
}

type MaybeGiven = Pick<BrokerAccess, 'url'> & { readonly [K in keyof BrokerAccess]: BrokerAccess[K] | undefined };

/** What of some options is for the connection. */
export const accessIn = ({ url, tls, crlFile, login, proxy }: MaybeGiven): BrokerAccess => ({
  ...{ url, ...(tls && { tls }), ...(crlFile !== undefined && { crlFile }) },
  ...{ ...(login && { login }), ...(proxy && { proxy }) },
});

async function proxyOf(files: BrokerFiles, refuse: Refuse): Promise<WebProxy | undefined> {
  const { proxy: url } = files;
  if (url === undefined) return undefined;
  if (!isProxyAddress(url)) throw refuse('proxy', 'give it as http://HOST:PORT, and its login apart');
  const login = await loginOf(files, OF_PROXY, refuse);
  // It would end the name (RFC 7617, 2).
  if (login?.username.includes(':')) throw refuse('proxyUsername', 'must not hold a colon');
  return { url, ...(login && { login }) };
}

const OTHER_HALF: readonly (readonly [given: keyof BrokerFiles, needed: keyof BrokerFiles, why: string])[] = [
  ['cert', 'key', 'is needed with a certificate'],
  ['key', 'cert', 'is needed with a key'],
  // Every authority needs a list then, and public ones have none that OpenSSL would look for.
  ['crl', 'ca', 'is needed with a list of revoked certificates, as who has signed it'],
  ['username', 'passwordFile', 'is needed with a username'],
  ['passwordFile', 'username', 'is needed with a password'],
  ['proxyUsername', 'proxyPasswordFile', 'is needed with a username'],
  ['proxyPasswordFile', 'proxyUsername', 'is needed with a password'],
  ['proxyUsername', 'proxy', 'is needed with a login for it'],
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
function checkTls({ ca, crl, cert, key }: TlsNow, refuse: Refuse): void {
  if (ca !== undefined) certificateIn(ca, 'ca', refuse);
  if (crl !== undefined) listIn(crl, refuse);
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

function listIn(crl: string, refuse: Refuse): void {
  try {
    createSecureContext({ crl });
  } catch (cause) {
    throw refuse('crl', 'is not a list of revoked certificates in PEM', cause);
  }
}

function keyIn(pem: string, refuse: Refuse): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw refuse('key', 'is not a private key in PEM, or is locked by a passphrase', cause);
  }
}

interface LoginNames {
  readonly name: 'username' | 'proxyUsername';
  readonly password: 'passwordFile' | 'proxyPasswordFile';
}
const OF_BROKER: LoginNames = { name: 'username', password: 'passwordFile' };
const OF_PROXY: LoginNames = { name: 'proxyUsername', password: 'proxyPasswordFile' };

async function loginOf(files: BrokerFiles, names: LoginNames, refuse: Refuse): Promise<Login | undefined> {
  const secret = await secretOf(files, names.password, refuse);
  const username = files[names.name];
  if (username === undefined || secret === undefined) return undefined;
  const password = secret.replace(/\r?\n$/, '');
  if (!/^[^\r\n]+$/.test(password))
    throw refuse(names.password, 'holds the password on its one line, and nothing else');
  return { username, password };
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
