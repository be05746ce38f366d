// The keys and certificates of a fleet's broker and services: made once, each in a file that only its owner may read.
import { chown, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KioskError } from '../../../protocol/index.ts';
import { readOrMake, readOwn } from '../key-file.ts';
import {
  type Authority,
  areOnePair,
  certify,
  expiryOf,
  newAuthority,
  newKey,
  publicKeyOf,
  type Revoked,
  revocationList,
} from './authority.ts';
import { BROKER_FILES, type BrokerPlan, mosquittoConf } from './mosquitto-conf.ts';
import { type ServiceName, serviceNames, topicRules } from './topic-rules.ts';

const AUTHORITY_DAYS = 20 * 365;
const OWN_DAYS = 2 * 365;

/** Terminals and services have authorities of their own: what one has signed is worth nothing at the door of the other. */
const AUTHORITIES = { terminals: 'ridged terminals', services: 'ridged services' } as const;
export type AuthorityName = keyof typeof AUTHORITIES;

/** Names of the two files of a pair. @param base of the names of key files */
const authorityFiles = (base: string, name: AuthorityName) => filesAt(`${base}.${name}-authority`);
export const serviceFiles = (base: string, name: ServiceName) => filesAt(`${base}.${name}`);
const filesAt = (path: string) => ({ key: `${path}.key`, certificate: `${path}.pem` });

export const brokerFolder = (base: string): string => `${base}.broker`;

/** @throws KioskError KEY_UNAVAILABLE where others may read its key, or it is none */
export async function openAuthority(base: string, name: AuthorityName, nowMs: number): Promise<Authority> {
  const files = authorityFiles(base, name);
  const key = await readOrMake(files.key, async () => newKey());
  const make = (): Promise<string> => newAuthority(AUTHORITIES[name], key, { nowMs, days: AUTHORITY_DAYS });
  return { key, certificate: await orUnavailable(files.key, () => readOrMake(files.certificate, make)) };
}

/** As it lies there, and never made: undefined where this machine is not to certify anybody. @throws KioskError KEY_UNAVAILABLE */
export async function authorityThere(base: string, name: AuthorityName): Promise<Authority | undefined> {
  const files = authorityFiles(base, name);
  return await orUnavailable(files.key, async () => {
    const [key, certificate] = [await readOwn(files.key), await readOwn(files.certificate)];
    if (key === undefined || certificate === undefined) return undefined;
    // Half of a copy is found out now, and not by the first terminal that asks.
    if (!areOnePair(key, certificate)) throw new Error('the certificate is of another key');
    return { key, certificate };
  });
}

export interface BrokerInit {
  /** What the names of the fleet's key files begin with. */
  readonly base: string;
  /** Folder for the files of the broker. */
  readonly out: string;
  /** Names and addresses by which it is reached. */
  readonly hosts: readonly string[];
  readonly plan: BrokerPlan;
  readonly nowMs: number;
}

export interface KeptCertificate {
  readonly name: string;
  readonly file: string;
  readonly expiresMs: number;
}

/** What there is already stays as it is. @throws KioskError KEY_UNAVAILABLE, USAGE where the folder cannot be made */
export async function initBroker({ base, out, hosts, plan, nowMs }: BrokerInit): Promise<readonly KeptCertificate[]> {
  const terminals = await openAuthority(base, 'terminals', nowMs);
  const services = await openAuthority(base, 'services', nowMs);
  await mkdir(out, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new KioskError('USAGE', { why: `${out} cannot be made` }, cause);
  });
  const at = (file: keyof typeof BROKER_FILES): string => join(out, BROKER_FILES[file]);
  const files = { key: at('key'), certificate: at('certificate') };
  const [host = ''] = hosts;
  const made = [await certified(files, terminals, { name: host, use: 'server', hosts, nowMs })];
  for (const name of serviceNames)
    made.push(await certified(serviceFiles(base, name), services, { name, use: 'client', nowMs }));
  await readOrMake(at('terminals'), async () => terminals.certificate);
  await readOrMake(at('services'), async () => services.certificate);
  await readOrMake(at('revoked'), () => revocationList(terminals, [], nowMs));
  await readOrMake(at('rules'), async () => topicRules());
  await readOrMake(at('config'), async () => mosquittoConf(plan));
  return made;
}

interface OwnCertificate {
  readonly name: string;
  readonly use: 'client' | 'server';
  readonly hosts?: readonly string[];
  readonly nowMs: number;
}

async function certified(
  files: ReturnType<typeof filesAt>,
  authority: Authority,
  { nowMs, ...subject }: OwnCertificate,
): Promise<KeptCertificate> {
  const key = await readOrMake(files.key, async () => newKey());
  return await orUnavailable(files.key, async () => {
    const publicKey = publicKeyOf(key);
    const make = async (): Promise<string> =>
      (await certify(authority, { ...subject, publicKey }, { nowMs, days: OWN_DAYS })).certificate;
    const certificate = await readOrMake(files.certificate, make);
    return { name: subject.name, file: files.certificate, expiresMs: expiryOf(certificate) };
  });
}

async function orUnavailable<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    throw new KioskError('KEY_UNAVAILABLE', { file, why: 'not a key and certificate in PEM' }, cause);
  }
}

export interface Withdrawn {
  readonly revoked: readonly Revoked[];
  /** SITE.TERMINAL. */
  readonly retired: readonly string[];
}

/** Writes what the broker has to read again: who is let in no more, and who may say and hear what. @throws KioskError KEY_UNAVAILABLE, USAGE */
export async function refreshBroker(
  { base, out, nowMs }: Pick<BrokerInit, 'base' | 'out' | 'nowMs'>,
  { revoked, retired }: Withdrawn,
): Promise<void> {
  const list = await revocationList(await openAuthority(base, 'terminals', nowMs), revoked, nowMs);
  await replace(join(out, BROKER_FILES.revoked), list);
  await replace(join(out, BROKER_FILES.rules), topicRules(retired));
}

/** At once: a broker that reads meanwhile has the old one or the new one. */
async function replace(path: string, text: string): Promise<void> {
  const draft = `${path}.part`;
  try {
    await writeFile(draft, text, { mode: 0o600 });
    // The broker has to be able to read it, whoever writes it anew.
    const { uid, gid } = await stat(path).catch(() => stat(dirname(path)));
    await chown(draft, uid, gid);
    await rename(draft, path);
  } catch (cause) {
    const why = `${path} cannot be written for whom it belongs to (ridgectl broker init makes its folder; root may write it for the broker's user)`;
    throw new KioskError('USAGE', { why }, cause);
  }
}
