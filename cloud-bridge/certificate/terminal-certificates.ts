// By which certificate a terminal connects, and when it needs another: the new one and the old one by turns, until the new one was let in.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { type Clock, KioskError, type TerminalAddress } from '../../protocol/index.ts';
import { brokerNameOf, isDue, layOwn, newKey, newRequest, readOrMake } from '../fleet/trust/of-terminals.ts';
import {
  areOne,
  type CertificateFiles,
  type ClientCertificate,
  dropNext,
  nextFiles,
  pairInUse,
  readKey,
  readPair,
  settleFiles,
  takeOver,
} from './certificate-files.ts';
import { openKey, sealKey } from './key-seal.ts';

/** For the journal. */
export interface CertificateChange {
  readonly what: 'renewed' | 'in-use' | 'refused' | 'discarded';
  /** Hex. Of the new one; where there is none, of the one that was to be followed. */
  readonly serial: string;
  readonly untilMs: number;
  readonly detail: string;
}

export interface TerminalCertificatesParts {
  readonly address: TerminalAddress;
  readonly files: CertificateFiles;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly note: (change: CertificateChange) => void;
}

export interface DueRenewal {
  readonly follows: string;
  /** PKCS#10. */
  readonly request: string;
}

/** The old one was let in so often right after the new one was not: the new one is of no use. */
const MOST_REFUSALS = 3;

export class TerminalCertificates {
  readonly #parts: TerminalCertificatesParts;
  #turn: 'old' | 'new' = 'new';
  #tried: 'old' | 'new' = 'old';
  /** The new one was turned away, and not only the network gone. */
  #isTurnedAway = false;
  #refusals = 0;
  #serial: string | undefined;

  constructor(parts: TerminalCertificatesParts) {
    this.#parts = parts;
  }

  /** For the connection that is opened now; undefined where the files are gone. Changes nothing: a disk that takes nothing cuts nobody off. */
  async forConnection(): Promise<ClientCertificate | undefined> {
    const { files } = this.#parts;
    const next = this.#turn === 'new' ? await readPair(nextFiles(files)) : undefined;
    this.#tried = next ? 'new' : 'old';
    const pair = next ?? (await readPair(await pairInUse(files)));
    this.#serial = pair && factsOf(pair.cert).serial;
    return pair;
  }

  /** Hex, of the one by which the latest connection was opened. */
  get serial(): string | undefined {
    return this.#serial;
  }

  /** The broker has let in the one of now. @throws KioskError KEY_UNAVAILABLE, STORE_READ_ONLY */
  async letIn(): Promise<void> {
    const { files } = this.#parts;
    await settleFiles(files);
    const next = await readPair(nextFiles(files));
    this.#turn = 'new';
    if (this.#tried === 'new') {
      this.#refusals = 0;
      await takeOver(files);
      this.#note('in-use', (await this.#inUse()).cert);
    } else if (next && this.#isTurnedAway) await this.#countRefusal(next.cert);
    this.#isTurnedAway = false;
  }

  /** @param isAnswered somebody was there, and did not let us in */
  notLetIn(isAnswered: boolean): void {
    this.#isTurnedAway = this.#tried === 'new' && isAnswered;
    this.#turn = this.#tried === 'new' ? 'old' : 'new';
  }

  /** Undefined while the one in use is good for long, or another lies beside it already. @throws KioskError KEY_UNAVAILABLE, STORE_READ_ONLY */
  async due(): Promise<DueRenewal | undefined> {
    const { files, clock, address } = this.#parts;
    const { serial, fromMs, untilMs } = factsOf((await this.#inUse()).cert);
    if (!isDue(fromMs, untilMs, clock.nowMs()) || (await readPair(nextFiles(files)))) return undefined;
    return { follows: serial, request: await newRequest(brokerNameOf(address), await this.#nextKey()) };
  }

  /** Laid beside the one in use. @throws KioskError FLEET_UNTRUSTED where it is not for this terminal and its new key; KEY_UNAVAILABLE, STORE_READ_ONLY */
  async take(certificate: string): Promise<void> {
    const { files, address } = this.#parts;
    const next = nextFiles(files);
    const key = await readKey(next);
    if (key === undefined || !areOne(certificate, key)) throw distrust('certificate-key');
    const { name, untilMs } = factsOf(certificate);
    if (name !== `CN=${brokerNameOf(address)}`) throw distrust('certificate-name');
    if (untilMs <= factsOf((await this.#inUse()).cert).untilMs) throw distrust('certificate-older');
    await orReadOnly(next.cert, () => layOwn(next.cert, certificate));
    this.#turn = 'new';
    this.#refusals = 0;
    this.#note('renewed', certificate);
  }

  /** The fleet gives none. @throws KioskError KEY_UNAVAILABLE */
  async noteRefused(why: string): Promise<void> {
    this.#note('refused', (await this.#inUse()).cert, why);
  }

  async #countRefusal(next: string): Promise<void> {
    this.#refusals += 1;
    if (this.#refusals < MOST_REFUSALS) return;
    this.#refusals = 0;
    await dropNext(this.#parts.files);
    this.#note('discarded', next);
  }

  async #inUse(): Promise<ClientCertificate> {
    const { files } = this.#parts;
    const pair = await readPair(await pairInUse(files));
    if (!pair) throw new KioskError('KEY_UNAVAILABLE', { file: files.cert, why: 'not a certificate with its key' });
    return pair;
  }

  /** Of its own, so that whoever has a copy of the old key has nothing once its certificate is over. Kept until it is certified. */
  async #nextKey(): Promise<string> {
    const { key: file, seal } = nextFiles(this.#parts.files);
    const keptOrMade = async (): Promise<string> =>
      openKey(await readOrMake(file, () => sealKey(newKey(), seal)), seal);
    return await orReadOnly(file, async () => {
      const key = await keptOrMade();
      if (isKey(key)) return key;
      await rm(file);
      return await keptOrMade();
    });
  }

  #note(what: CertificateChange['what'], certificate: string, detail = ''): void {
    const { serial, untilMs } = factsOf(certificate);
    this.#parts.note({ what, serial, untilMs, detail });
  }
}

/** @param certificate that was read before */
function factsOf(certificate: string) {
  const { serialNumber, subject: name, validFrom, validTo } = new X509Certificate(certificate);
  return { serial: serialNumber.toLowerCase(), name, fromMs: Date.parse(validFrom), untilMs: Date.parse(validTo) };
}

function isKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

async function orReadOnly<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    throw new KioskError('STORE_READ_ONLY', { file }, cause);
  }
}

const distrust = (why: string): KioskError => new KioskError('FLEET_UNTRUSTED', { why });
