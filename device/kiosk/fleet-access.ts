// Where the fleet is, who this terminal is to its broker, and whose signed messages it obeys.

import { readFile } from 'node:fs/promises';
import {
  type BrokerAccess,
  type BrokerFiles,
  brokerAccess,
  type CertificateFiles,
  pairInUse,
} from '../../cloud-bridge/index.ts';
import { KioskError, TrustedKeys } from '../../protocol/index.ts';
import type { Config } from '../config/index.ts';
import { sealIn } from './own-key.ts';

export interface FleetAccess extends BrokerAccess {
  /** JWKS, as `ridgectl trust` prints it. */
  readonly trust: unknown;
  /** Where its own certificate lies, to be renewed. */
  readonly certificateFiles?: CertificateFiles;
  /** Where it differs from the configured one: the built-in broker speaks 3.1.1 only. */
  readonly protocol?: 3 | 5;
}

type FleetConfig = Config['fleet'];
type FleetKey = keyof FleetConfig;

const KEYS: Readonly<Record<keyof BrokerFiles, FleetKey>> = {
  ca: 'caFile',
  crl: 'crlFile',
  cert: 'certFile',
  key: 'keyFile',
  username: 'username',
  passwordFile: 'passwordFile',
  proxy: 'proxy',
  proxyUsername: 'proxyUsername',
  proxyPasswordFile: 'proxyPasswordFile',
};

/** Undefined where the configuration names no fleet: the terminal then stays off line. @throws KioskError CONFIG_INVALID, KEY_UNAVAILABLE */
export async function configuredFleet(config: Config): Promise<FleetAccess | undefined> {
  const { fleet } = config;
  const broker = await configuredBroker(config);
  if (broker === undefined) return undefined;
  const trust = await readTrust(fleet.trustFile);
  demandBroker(broker.url, TrustedKeys.parse(trust), fleet.trustFile ?? '');
  const files = certificateFiles(fleet);
  return { ...broker, trust, ...(files && { certificateFiles: files }) };
}

/** As the configuration names them; undefined where the terminal has no certificate of its own. */
const certificateFiles = ({ certFile: cert, keyFile: key }: FleetConfig): CertificateFiles | undefined =>
  cert !== undefined && key !== undefined ? { cert, key } : undefined;

/** @throws KioskError CONFIG_INVALID where the fleet has said which brokers are its own, and this is none of them */
export function demandBroker(url: string, trust: TrustedKeys, from: string): void {
  if (trust.allowsBroker(url)) return;
  throw wrong('url', `${url} is none of the fleet's brokers: ${from} names ${trust.brokers?.join(', ')}`);
}

/** @throws KioskError CONFIG_INVALID for a file of no use, a secret that others may read, or half of a pair; KEY_UNAVAILABLE */
async function configuredBroker({ fleet, data, vault }: Config): Promise<BrokerAccess | undefined> {
  const { url, caFile: ca, crlFile: crl, certFile, keyFile } = fleet;
  if (url === undefined) return undefined;
  const own = certificateFiles(fleet);
  const seal = sealIn({ dataDir: data.dir, keeper: vault, mayCreate: false });
  const { cert, key } = own ? await pairInUse({ ...own, seal }) : { cert: certFile, key: keyFile };
  const { username, passwordFile, proxy, proxyUsername, proxyPasswordFile } = fleet;
  const files = { ca, crl, cert, key, username, passwordFile, proxy, proxyUsername, proxyPasswordFile };
  return brokerAccess(url, files, { refuse: (given, why, cause) => wrong(KEYS[given], why, cause), seal });
}

/** @throws KioskError CONFIG_INVALID */
export async function readTrust(file: string | undefined): Promise<unknown> {
  if (file === undefined) throw wrong('trustFile', 'is needed with fleet.url');
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw wrong('trustFile', String(cause), cause);
  }
}

const wrong = (key: FleetKey, why: string, cause?: unknown): KioskError =>
  new KioskError('CONFIG_INVALID', { key: `fleet.${key}`, why }, cause);
