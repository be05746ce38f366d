// Certificates: who signs them, what stands in them, and which are taken back. The only file that knows the X.509 library.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  webcrypto,
  X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';
import { KioskError } from '../../../protocol/index.ts';

/** What Mosquitto, OpenSSL and MQTT.js all take, and what a vault of hardware makes too. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** A clock that is a little behind must not take a new certificate for one of the future. */
const BEFOREHAND_MS = 3_600_000;
const SERIAL_BYTES = 16;
export const TERMINAL_DAYS = 365;

/** Loaded where it is used: it changes what `Reflect` is, and a terminal in service needs nothing of it. */
async function library() {
  await import('reflect-metadata');
  return await import('@peculiar/x509');
}

export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** PKCS#8 in PEM. */
  readonly key: string;
}

export interface Certified {
  /** PEM. */
  readonly certificate: string;
  /** Hex, as Node and OpenSSL print it, in lower case. */
  readonly serial: string;
  readonly expiresMs: number;
}

export interface Subject {
  /** The common name, 64 characters at most (RFC 5280, ub-common-name). */
  readonly name: string;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly use: 'client' | 'server';
  /** Names and addresses by which a server is reached. */
  readonly hosts?: readonly string[];
}

export interface Term {
  readonly nowMs: number;
  readonly days: number;
}

export interface Revoked {
  readonly serial: string;
  readonly revokedMs: number;
}

/** PKCS#8 in PEM. */
export const newKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

/** Of a certificate that signs itself, and others; none of those may sign further ones. */
export async function newAuthority(name: string, key: string, term: Term): Promise<string> {
  const x509 = await library();
  const keys = await pairOf(key);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ serialNumber: newSerial(), name: [{ CN: [name] }], ...during(term), signingAlgorithm: ALGORITHM, keys },
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pemOf(certificate);
}

export async function certify(authority: Authority, subject: Subject, term: Term): Promise<Certified> {
  const x509 = await library();
  const { name, publicKey, use, hosts = [] } = subject;
  const issuer = new x509.X509Certificate(authority.certificate);
  const { privateKey } = await pairOf(authority.key);
  const spki = new x509.PublicKey(publicKey);
  const purpose = use === 'client' ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth;
  const certificate = await x509.X509CertificateGenerator.create({
    ...{ serialNumber: newSerial(), subject: [{ CN: [name] }], issuer: issuer.subjectName, ...during(term) },
    ...{ signingAlgorithm: ALGORITHM, publicKey: spki, signingKey: privateKey },
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([purpose]),
      await x509.SubjectKeyIdentifierExtension.create(spki),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...(hosts.length > 0 ? [new x509.SubjectAlternativeNameExtension(hosts.map(hostOf))] : []),
    ],
  });
  const { serialNumber: serial, notAfter } = certificate;
  return { certificate: pemOf(certificate), serial, expiresMs: notAfter.getTime() };
}

/** Valid as long as its authority: OpenSSL lets nobody in on a list that is over. */
export async function revocationList(
  authority: Authority,
  revoked: readonly Revoked[],
  nowMs: number,
): Promise<string> {
  const x509 = await library();
  const issuer = new x509.X509Certificate(authority.certificate);
  const { privateKey } = await pairOf(authority.key);
  const list = await x509.X509CrlGenerator.create({
    ...{ issuer: issuer.subjectName, thisUpdate: new Date(nowMs), nextUpdate: issuer.notAfter },
    ...{ signingAlgorithm: ALGORITHM, signingKey: privateKey },
    entries: revoked.map(({ serial, revokedMs }) => ({ serialNumber: serial, revocationDate: new Date(revokedMs) })),
    extensions: [await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey)],
  });
  // The library calls it a "CRL"; RFC 7468 (6) and OpenSSL know it by this name alone.
  return pemOf(list).replaceAll(/(?<=-----(BEGIN|END) )CRL/g, 'X509 CRL');
}

/** When a list of revoked certificates is over, and nobody is let in by it; undefined where it says no end. Of several, the first. @throws of the library where one is none */
export async function listEndsMs(pem: string): Promise<number | undefined> {
  const { X509Crl } = await library();
  const lists = [...pem.matchAll(/-----BEGIN X509 CRL-----([^-]+)-----END/g)].map(
    ([, base64 = '']) => new X509Crl(Buffer.from(base64, 'base64')),
  );
  const ends = lists.flatMap(({ nextUpdate }) => nextUpdate?.getTime() ?? []);
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

/** PKCS#10, signed by the key itself. */
export async function newRequest(name: string, key: string): Promise<string> {
  const x509 = await library();
  const keys = await pairOf(key);
  return pemOf(
    await x509.Pkcs10CertificateRequestGenerator.create({ name: [{ CN: [name] }], keys, signingAlgorithm: ALGORITHM }),
  );
}

/** What asks to be certified, if its own key has signed it. @throws KioskError SIGNATURE_BROKEN, PROTOCOL_MALFORMED */
export async function readRequest(pem: string): Promise<Pick<Subject, 'name' | 'publicKey'>> {
  const x509 = await library();
  const asked = parsed(() => {
    const request = new x509.Pkcs10CertificateRequest(pem);
    const { publicKey, subjectName } = request;
    return {
      request,
      publicKey,
      algorithm: { namedCurve: '', ...publicKey.algorithm },
      names: subjectName.getField('CN'),
    };
  });
  const { request, publicKey, algorithm, names } = asked;
  if (algorithm.name !== ALGORITHM.name || algorithm.namedCurve !== ALGORITHM.namedCurve)
    throw malformed('not a key of P-256');
  if (!(await request.verify().catch(() => false)))
    throw new KioskError('SIGNATURE_BROKEN', { why: 'the certificate request is not signed by its own key' });
  const [name = '', ...more] = names;
  if (more.length > 0) throw malformed('more than one common name');
  return { name, publicKey: new Uint8Array(publicKey.rawData) };
}

/** SubjectPublicKeyInfo of a private key in PEM. */
export const publicKeyOf = (key: string): Uint8Array =>
  createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'der' });

/** SHA-256, in hex. */
export const keyHashOf = (publicKey: Uint8Array): string => createHash('sha256').update(publicKey).digest('hex');

/** When a certificate in PEM ends. @throws of Node where it is none */
/** @throws what OpenSSL throws where they are none */
export const areOnePair = (key: string, certificate: string): boolean =>
  new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));

export const expiryOf = (certificate: string): number => Date.parse(new X509Certificate(certificate).validTo);

const malformed = (why: string, cause?: unknown): KioskError =>
  new KioskError('PROTOCOL_MALFORMED', { what: 'certificate request', why }, cause);

function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw malformed('not PKCS#10 in PEM', cause);
  }
}

const pemOf = (data: { toString(format: 'pem'): string }): string => `${data.toString('pem')}\n`;

/** Positive, and of one length. */
const newSerial = (): string => {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
};

const during = ({ nowMs, days }: Term): { readonly notBefore: Date; readonly notAfter: Date } => ({
  notBefore: new Date(nowMs - BEFOREHAND_MS),
  notAfter: new Date(nowMs + days * DAY_MS),
});

const hostOf = (host: string): { readonly type: 'ip' | 'dns'; readonly value: string } => ({
  type: isIP(host) ? 'ip' : 'dns',
  value: host,
});

async function pairOf(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const key = createPrivateKey(pem);
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const [privateKey, publicKey] = await Promise.all([
    webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
    webcrypto.subtle.importKey('spki', spki, ALGORITHM, true, ['verify']),
  ]);
  return { privateKey, publicKey };
}
