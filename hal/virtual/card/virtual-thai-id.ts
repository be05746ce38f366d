// A Thai ID card without plastic: answers commands as the chip does, by the bytes of an invented person.
import {
  CARD_MANAGER_AID,
  type CardCommand,
  encodeTis620,
  LASER_ID_AID,
  type ReadSpan,
  SHORT_ANSWER_BYTES,
  THAI_ID_AID,
} from '../../../protocol/index.ts';
import { type CardPerson, personFile } from './person-file.ts';
import { obeyed, statusWord, type VirtualChip, withStatus } from './virtual-chip.ts';

export type ThaiIdMake = 'fast' | 'slow';

interface Make {
  readonly model: string;
  readonly atr: Uint8Array;
  readonly msPerByte: number;
  readonly getResponseP2: number;
}

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** 250,000 bit/s after PPS by TA1 = 96, and 10,753 bit/s without TA1, both at 4 MHz. */
const MAKES: Readonly<Record<ThaiIdMake, Make>> = {
  fast: {
    model: 'virtual Thai ID card, TA1 = 96',
    atr: hex('3B 79 96 00 00 54 48 20 4E 49 44 20 31 38'),
    msPerByte: 0.048,
    getResponseP2: 0,
  },
  slow: {
    model: 'virtual Thai ID card without TA1',
    atr: hex('3B 67 00 00 54 48 20 4E 49 44 31'),
    msPerByte: 1.12,
    getResponseP2: 1,
  },
};

export interface VirtualThaiIdOptions {
  readonly person: CardPerson;
  /** JPEG of at most 5,118 bytes. */
  readonly photo: Uint8Array;
  readonly make?: ThaiIdMake;
  /** Another answer to reset, as of a card that is in no table. */
  readonly atr?: Uint8Array;
}

type Application = 'none' | 'thai-id' | 'laser-id' | 'manager';

const DONE = 0x9000;
const NO_BYTES = new Uint8Array();

export class VirtualThaiId implements VirtualChip {
  readonly model: string;
  readonly atr: Uint8Array;
  readonly msPerByte: number;
  readonly #getResponseP2: number;
  readonly #file: Uint8Array;
  readonly #laserId: Uint8Array | null;
  readonly #chipNumber: Uint8Array;
  /** The spans that were read, for whoever wants to know what was. */
  readonly reads: ReadSpan[] = [];
  #selected: Application = 'none';
  #waiting: Uint8Array = NO_BYTES;

  constructor({ person, photo, make = 'fast', atr }: VirtualThaiIdOptions) {
    const { model, atr: usualAtr, msPerByte, getResponseP2 } = MAKES[make];
    this.model = model;
    this.atr = atr ?? usualAtr;
    this.msPerByte = msPerByte;
    this.#getResponseP2 = getResponseP2;
    this.#file = personFile(person, photo);
    this.#laserId = person.laserId === null ? null : encodeTis620(person.laserId.padEnd(16));
    this.#chipNumber = hex(person.chipNumber);
  }

  reset(): void {
    this.#selected = 'none';
    this.#waiting = NO_BYTES;
  }

  respond(bytes: Uint8Array): Uint8Array {
    return obeyed(bytes, (command) => this.#obey(command));
  }

  #obey(command: CardCommand): Uint8Array {
    const code = ((command.cla << 8) | command.ins).toString(16).padStart(4, '0');
    if (code === '00c0') return this.#getResponse(command);
    this.#waiting = NO_BYTES;
    return this.#habits[code]?.(command) ?? statusWord(0x6d00);
  }

  readonly #habits: Readonly<Record<string, (command: CardCommand) => Uint8Array>> = {
    '00a4': ({ data = NO_BYTES }) => this.#select(data),
    '80b0': (command) => this.#readBinary(command),
    '80ca': (command) => this.#getData(command),
    '8000': () => (this.#selected === 'laser-id' && this.#laserId ? this.#keep(this.#laserId) : statusWord(0x6985)),
  };

  #select(aid: Uint8Array): Uint8Array {
    const applications: readonly (readonly [Application, Uint8Array, boolean])[] = [
      ['thai-id', THAI_ID_AID, true],
      ['laser-id', LASER_ID_AID, this.#laserId !== null],
      ['manager', CARD_MANAGER_AID, true],
    ];
    const found = applications.find(([, name, isThere]) => isThere && Buffer.compare(name, aid) === 0);
    if (!found) return statusWord(0x6a82);
    this.#selected = found[0];
    return this.#keep(Uint8Array.of(0x6f, aid.length + 2, 0x84, aid.length, ...aid));
  }

  #readBinary({ p1, p2, data = NO_BYTES }: CardCommand): Uint8Array {
    if (this.#selected !== 'thai-id') return statusWord(0x6985);
    const [, length = 0] = data;
    const offset = (p1 << 8) | p2;
    if (length === 0 || data.length !== 2) return statusWord(0x6700);
    if (offset + length > this.#file.length) return statusWord(0x6b00);
    this.reads.push({ offset, length });
    return this.#keep(this.#file.slice(offset, offset + length));
  }

  #getData({ p1, p2, expects }: CardCommand): Uint8Array {
    if (this.#selected !== 'manager' || p1 !== 0x9f || p2 !== 0x7f) return statusWord(0x6a88);
    const data = new Uint8Array(45);
    data.set([0x9f, 0x7f, 42]);
    data.set(this.#chipNumber, 13);
    return expects === data.length ? withStatus(data, DONE) : statusWord(0x6c00 | data.length);
  }

  #keep(data: Uint8Array): Uint8Array {
    this.#waiting = data;
    return statusWord(0x6100 | (data.length & 0xff));
  }

  #getResponse({ p2, expects = SHORT_ANSWER_BYTES }: CardCommand): Uint8Array {
    const waiting = this.#waiting;
    if (waiting.length === 0) return statusWord(0x6985);
    if (p2 !== this.#getResponseP2) return statusWord(0x6a86);
    if (expects > waiting.length) return statusWord(0x6c00 | waiting.length);
    this.#waiting = waiting.subarray(expects);
    const rest = this.#waiting.length;
    return withStatus(waiting.subarray(0, expects), rest > 0 ? 0x6100 | (rest & 0xff) : DONE);
  }
}
