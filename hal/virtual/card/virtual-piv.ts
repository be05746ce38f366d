// A PIV card without plastic: a real P-256 key made at its start, a PIN, and tries that run out.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  CARD_MANAGER_AID,
  type CardCommand,
  encodeDataObject,
  GENERAL_AUTHENTICATE,
  GET_DATA,
  PIV_AID,
  PIV_TAG,
  readDataObjects,
  SHORT_ANSWER_BYTES,
  VERIFY,
  valueWithTag,
} from '../../../protocol/index.ts';
import { signDigest } from './sign-digest.ts';
import { obeyed, statusWord, type VirtualChip, withStatus } from './virtual-chip.ts';

export interface VirtualPivOptions {
  /** Six to eight digits. */
  readonly pin?: string;
  /** How many there are after a right PIN; the PUK that unblocks a card is not part of this one. */
  readonly tries?: number;
  /** X.509, DER, as anybody may read it; without it the slot has a key alone. */
  readonly certificate?: Uint8Array;
  /** Whether the certificate is said to be compressed. */
  readonly isCompressed?: boolean;
  /** False: slot 9A is empty. */
  readonly hasKey?: boolean;
}

const DONE = 0x9000;
const NO_BYTES = new Uint8Array();
const PIN_BYTES = 8;
const HASH_BYTES = 32;
const GET_RESPONSE = 0xc0;
/** T = 1, TA1 = 96, as cards of this kind have it; the historical bytes are ours. */
const ATR = '3B 98 96 81 31 FE 45 52 49 44 47 45 44 20 31 0D';
/** Part 2, table 3: the rest of the name with its version, and whose it is. */
const APPLICATION = '61 11 4F 06 00 00 10 00 01 00 79 07 4F 05 A0 00 00 03 08';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

export class VirtualPiv implements VirtualChip {
  readonly model = 'virtual PIV card';
  readonly atr = hex(ATR);
  readonly msPerByte = 0.048;
  readonly pin: string;
  readonly #tries: number;
  readonly #certificate: Uint8Array;
  readonly #key: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined;
  #triesLeft: number;
  #isSelected = false;
  #isVerified = false;
  #waiting: Uint8Array = NO_BYTES;

  constructor({ pin = '123456', tries = 3, certificate, isCompressed = false, hasKey = true }: VirtualPivOptions = {}) {
    this.pin = pin;
    this.#tries = tries;
    this.#triesLeft = tries;
    this.#certificate = certificate ? certificateObject(certificate, isCompressed) : NO_BYTES;
    this.#key = hasKey ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : undefined;
  }

  /** SubjectPublicKeyInfo, DER in base64url: as the fleet names an operator's card. Empty without a key. */
  get publicKey(): string {
    return this.#key?.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url') ?? '';
  }

  get triesLeft(): number {
    return this.#triesLeft;
  }

  /** Whether it would sign now, without being asked for its PIN. */
  get isVerified(): boolean {
    return this.#isVerified;
  }

  /** As the office does it, with the PUK. */
  unblock(): void {
    this.#triesLeft = this.#tries;
  }

  /** Tries that were used stay so. */
  reset(): void {
    this.#isSelected = false;
    this.#isVerified = false;
    this.#waiting = NO_BYTES;
  }

  respond(bytes: Uint8Array): Uint8Array {
    return obeyed(bytes, (command) => this.#obey(command));
  }

  readonly #habits: Readonly<Record<number, (command: CardCommand) => Uint8Array>> = {
    [VERIFY.ins]: (command) => this.#verify(command),
    [GENERAL_AUTHENTICATE.ins]: (command) => this.#authenticate(command),
    [GET_DATA.ins]: (command) => this.#getData(command),
    [GET_RESPONSE]: ({ expects = SHORT_ANSWER_BYTES }) => this.#give(this.#waiting, expects),
  };

  #obey(command: CardCommand): Uint8Array {
    if (command.cla !== 0x00) return statusWord(0x6e00);
    if (command.ins === 0xa4) return this.#select(command);
    const habit = this.#habits[command.ins];
    return habit && this.#isSelected ? habit(command) : statusWord(0x6d00);
  }

  /** The name may be cut at its end; another application ends what holds in this one, the same one does not (part 2, 3.1.1). */
  #select({ data = NO_BYTES }: CardCommand): Uint8Array {
    const isPiv = data.length >= 5 && Buffer.compare(PIV_AID.subarray(0, data.length), data) === 0;
    if (!isPiv && Buffer.compare(CARD_MANAGER_AID, data) !== 0) return statusWord(0x6a82);
    if (!isPiv) this.reset();
    this.#isSelected = isPiv;
    return isPiv ? withStatus(hex(APPLICATION), DONE) : statusWord(DONE);
  }

  /** Part 2, 3.2.1. */
  #verify({ p1, p2, data = NO_BYTES }: CardCommand): Uint8Array {
    if (p2 !== VERIFY.pin) return statusWord(0x6a88);
    if (p1 === VERIFY.forget) {
      this.#isVerified = false;
      return statusWord(DONE);
    }
    if (data.length > 0 && data.length !== PIN_BYTES) return statusWord(0x6a80);
    if (data.length === 0 && this.#isVerified) return statusWord(DONE);
    if (data.length > 0 && this.#triesLeft > 0) return this.#tryPin(data);
    return this.#triesLeft > 0 ? statusWord(0x63c0 | this.#triesLeft) : statusWord(0x6983);
  }

  #tryPin(data: Uint8Array): Uint8Array {
    const padded = Buffer.alloc(PIN_BYTES, 0xff);
    padded.write(this.pin, 'latin1');
    this.#isVerified = Buffer.compare(padded, data) === 0;
    this.#triesLeft = this.#isVerified ? this.#tries : this.#triesLeft - 1;
    return statusWord(this.#isVerified ? DONE : 0x63c0 | this.#triesLeft);
  }

  /** Part 2, 3.2.4: of this slot a signature, and nothing else. */
  #authenticate({ p1, p2, data = NO_BYTES, expects = SHORT_ANSWER_BYTES }: CardCommand): Uint8Array {
    const { p256, authentication } = GENERAL_AUTHENTICATE;
    if (!this.#key || p2 !== authentication) return statusWord(0x6a88);
    if (p1 !== p256) return statusWord(0x6a86);
    if (!this.#isVerified) return statusWord(0x6982);
    const template = valueWithTag(readDataObjects(data), PIV_TAG.template) ?? NO_BYTES;
    const hash = valueWithTag(readDataObjects(template), PIV_TAG.challenge);
    if (hash?.length !== HASH_BYTES) return statusWord(0x6a80);
    const signature = encodeDataObject(PIV_TAG.response, signDigest(this.#key.privateKey, hash));
    return this.#give(encodeDataObject(PIV_TAG.template, signature), expects);
  }

  #getData({ p1, p2, data = NO_BYTES, expects = SHORT_ANSWER_BYTES }: CardCommand): Uint8Array {
    if (p1 !== GET_DATA.p1 || p2 !== GET_DATA.p2) return statusWord(0x6a86);
    const wanted = valueWithTag(readDataObjects(data), PIV_TAG.wanted);
    const isThere = this.#certificate.length > 0 && wanted && Buffer.compare(wanted, hex('5fc105')) === 0;
    return isThere ? this.#give(this.#certificate, expects) : statusWord(0x6a82);
  }

  /** What does not fit into one answer waits for GET RESPONSE. */
  #give(data: Uint8Array, expects: number): Uint8Array {
    if (data.length === 0) return statusWord(0x6985);
    this.#waiting = data.subarray(expects);
    const rest = this.#waiting.length;
    return withStatus(data.subarray(0, expects), rest > 0 ? 0x6100 | Math.min(rest, 0xff) : DONE);
  }
}

/** Part 1, appendix A, table 10. */
function certificateObject(der: Uint8Array, isCompressed: boolean): Uint8Array {
  const objects = [
    encodeDataObject(PIV_TAG.certificate, der),
    encodeDataObject(PIV_TAG.certificateInfo, Uint8Array.of(isCompressed ? 1 : 0)),
    encodeDataObject(0xfe, NO_BYTES),
  ];
  return encodeDataObject(PIV_TAG.data, Uint8Array.from(objects.flatMap((object) => [...object])));
}
