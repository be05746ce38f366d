// Where the fleet is, who this terminal is to its broker, and whose signed messages it obeys.

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { TlsFiles } from '../../cloud-bridge/index.ts';
import { KioskError } from '../../protocol/index.ts';
import type { Config } from '../config/index.ts';

export interface BrokerAccess {
  readonly url: string;
  /** PEM, not names of files. */
  readonly tls?: TlsFiles;
  readonly login?: { readonly username: string; readonly password: string };
}

export interface FleetAccess extends BrokerAccess {
  /** JWKS, as `ridgectl trust` prints it. */
  readonly trust: unknown;
  /** Where it differs from the configured one: the built-in broker speaks 3.1.1 only. */
  readonly protocol?: 3 | 5;
}

type FleetConfig = Config['fleet'];
const TLS_KEYS = ['caFile', 'certFile', 'keyFile'] as const;
type FileKey = 'trustFile' | 'caFile' | 'certFile' | 'keyFile' | 'passwordFile';

/** Undefined where the configuration names no fleet: the terminal then stays off line. @throws KioskError CONFIG_INVALID */
export async function configuredFleet({ fleet }: Config): Promise<FleetAccess | undefined> {
  const broker = await configuredBroker(fleet);
  if (broker === undefined) return undefined;
  const trust = await given(fleet, 'trustFile', 'is needed with fleet.url');
  try {
    return { ...broker, trust: JSON.parse(trust) };
  } catch (cause) {
    throw wrong('trustFile', String(cause), cause);
  }
}

/** @throws KioskError CONFIG_INVALID for a file that cannot be read, a secret that others may read, or half of a pair */
export async function configuredBroker(fleet: FleetConfig): Promise<BrokerAccess | undefined> {
  const { url, caFile, certFile, keyFile, username, passwordFile } = fleet;
  if (url === undefined) return undefined;
  const tls = {
    ...(caFile !== undefined && { ca: await given(fleet, 'caFile') }),
    ...((certFile ?? keyFile) !== undefined && {
      cert: await given(fleet, 'certFile', 'is needed with fleet.keyFile'),
      key: await secret(fleet, 'keyFile', 'is needed with fleet.certFile'),
    }),
  };
  const [named] = TLS_KEYS.filter((key) => fleet[key] !== undefined);
  if (named && !url.startsWith('mqtts:')) throw wrong(named, 'needs a fleet.url that begins with mqtts://');
  checkTls(tls);
  if (username === undefined && passwordFile !== undefined)
    throw new KioskError('CONFIG_INVALID', { key: 'fleet.username', why: 'is needed with fleet.passwordFile' });
  const login = username !== undefined && {
    username,
    password: (await secret(fleet, 'passwordFile', 'is needed with fleet.username')).replace(/\r?\n$/, ''),
  };
  return { url, ...(Object.keys(tls).length > 0 && { tls }), ...(login && { login }) };
}

const wrong = (key: FileKey, why: string, cause?: unknown): KioskError =>
  new KioskError('CONFIG_INVALID', { key: `fleet.${key}`, why }, cause);

/** Before anybody waits for a broker: what OpenSSL would only say when it connects, and in words of its own. */
function checkTls({ ca, cert, key }: TlsFiles): void {
  if (ca !== undefined) certificateIn('caFile', ca);
  if (cert === undefined || key === undefined) return;
  const certificate = certificateIn('certFile', cert);
  const privateKey = keyIn(key);
  if (!certificate.checkPrivateKey(privateKey))
    throw wrong('keyFile', 'is the key of another certificate than fleet.certFile');
  try {
    createSecureContext({ cert, key, ...(ca !== undefined && { ca }) });
  } catch (cause) {
    throw wrong('certFile', `cannot be used for TLS: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function certificateIn(name: FileKey, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw wrong(name, 'is not a certificate in PEM', cause);
  }
}

function keyIn(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw wrong('keyFile', 'is not a private key in PEM, or is locked by a passphrase', cause);
  }
}

async function given(fleet: FleetConfig, key: FileKey, whyNeeded = 'is needed'): Promise<string> {
  const file = fleet[key];
  if (file === undefined) throw wrong(key, whyNeeded);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw wrong(key, String(cause), cause);
  }
}

async function secret(fleet: FleetConfig, key: FileKey, whyNeeded: string): Promise<string> {
  const text = await given(fleet, key, whyNeeded);
  const { mode } = await stat(fleet[key] ?? '');
  if ((mode & 0o077) !== 0) throw wrong(key, `others may read it: chmod 600 ${fleet[key]}`);
  return text;
}
