// What is inside a ZFM module: takes packets, answers packets, byte for byte as the manuals say. Does no I/O.
import {
  decodeZfmCommand,
  encodeZfmAnswer,
  encodeZfmPacket,
  type GrayImage,
  isFault,
  packNibbles,
  type ReceivedZfmCommand,
  ZFM_BAUD_MULTIPLIERS,
  ZFM_DEFAULT_ADDRESS,
  ZFM_PACKET_SIZE_CODES,
  ZFM_PARAMETERS,
  type ZfmCommandName,
  type ZfmConfirmationName,
  type ZfmPacket,
  type ZfmPacketKind,
  zfmConfirmations,
  zfmContentBytes,
} from '../../protocol/index.ts';
import type { FingerGlass } from './finger-glass.ts';

export type BrainEvent = 'finger-looked-for' | 'finger-found' | 'image-fetched' | 'baud-changed';

/** What a module does about a packet, in this order. */
export type Reaction =
  | { readonly kind: 'frame'; readonly frame: Uint8Array; readonly isImage: boolean }
  /** Everything from here on runs at the new baud. */
  | { readonly kind: 'baud'; readonly multiplier: number }
  | { readonly kind: 'event'; readonly event: BrainEvent };

export interface BrainSettings {
  readonly glass: FingerGlass;
  readonly password: number;
  /** Genuine modules stop at 12, those of the AS608 class also take 100. */
  readonly fastestMultiplier: number;
  readonly multiplier: number;
  readonly packetSizeCode: number;
  readonly systemId: number;
}

const LIBRARY_CAPACITY = 162;
const SECURITY_LEVEL = 3;

export class ZfmBrain {
  readonly #settings: BrainSettings;
  /** Kept in flash: survive a power cut. */
  #multiplier: number;
  #packetSizeCode: number;
  /** Kept in memory: do not. */
  #image: GrayImage | undefined;
  #isVerified = false;

  constructor(settings: BrainSettings) {
    this.#settings = settings;
    this.#multiplier = settings.multiplier;
    this.#packetSizeCode = settings.packetSizeCode;
  }

  get multiplier(): number {
    return this.#multiplier;
  }

  get contentBytes(): number {
    return zfmContentBytes(this.#packetSizeCode);
  }

  powerCycle(): void {
    this.#image = undefined;
    this.#isVerified = false;
  }

  /** A packet that arrived damaged. */
  misunderstood(): readonly Reaction[] {
    return [this.#say('packet-error')];
  }

  receive(packet: ZfmPacket): readonly Reaction[] {
    if (packet.address !== ZFM_DEFAULT_ADDRESS || packet.kind !== 'command') return [];
    try {
      const command = decodeZfmCommand(packet.content);
      return command ? this.#obey(command) : [this.#say('unsupported')];
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      return this.misunderstood();
    }
  }

  #obey({ name, values }: ReceivedZfmCommand): readonly Reaction[] {
    if (name === 'verifyPassword') return [this.#verify(values)];
    if (this.#settings.password !== 0 && !this.#isVerified) return [this.#say('password-needed')];
    return this.#habits[name]?.(values) ?? [this.#say('unsupported')];
  }

  /** What this module can do; the rest of the command table it answers with `unsupported`, as clones do. */
  readonly #habits: Partial<Record<ZfmCommandName, (values: ReceivedZfmCommand['values']) => readonly Reaction[]>> = {
    getImage: () => this.#getImage(),
    uploadImage: () => this.#uploadImage(),
    convertImage: () => this.#convertImage(),
    setParameter: ({ parameter, value }) => this.#setParameter(Number(parameter), Number(value)),
    readParameters: () => [
      this.#answer(
        encodeZfmAnswer('readParameters', {
          status: 0,
          systemId: this.#settings.systemId,
          capacity: LIBRARY_CAPACITY,
          securityLevel: SECURITY_LEVEL,
          address: ZFM_DEFAULT_ADDRESS,
          packetSizeCode: this.#packetSizeCode,
          baudMultiplier: this.#multiplier,
        }),
      ),
    ],
    countTemplates: () => [this.#answer(encodeZfmAnswer('countTemplates', { count: 0 }))],
    checkSensor: () => [this.#say('ok')],
    lightOn: () => [this.#say('ok')],
    lightOff: () => [this.#say('ok')],
  };

  #verify({ password }: ReceivedZfmCommand['values']): Reaction {
    this.#isVerified = password === this.#settings.password;
    return this.#say(this.#isVerified ? 'ok' : 'wrong-password');
  }

  #getImage(): readonly Reaction[] {
    const exposure = this.#settings.glass.expose();
    const looked: Reaction = { kind: 'event', event: 'finger-looked-for' };
    if (exposure.seen === 'nothing') return [this.#say('no-finger'), looked];
    this.#image = exposure.seen === 'image' ? exposure.image : undefined;
    return [
      this.#say(exposure.seen === 'unreadable' ? 'image-failed' : 'ok'),
      looked,
      { kind: 'event', event: 'finger-found' },
    ];
  }

  #uploadImage(): readonly Reaction[] {
    if (!this.#image) return [this.#say('image-upload-failed')];
    const packed = packNibbles(this.#image.pixels);
    const frames: Reaction[] = [];
    for (let offset = 0; offset < packed.length; offset += this.contentBytes) {
      const isLast = offset + this.contentBytes >= packed.length;
      const content = packed.subarray(offset, offset + this.contentBytes);
      frames.push(this.#frame(isLast ? 'end-of-data' : 'data', content));
    }
    return [this.#say('ok'), ...frames, { kind: 'event', event: 'image-fetched' }];
  }

  /** The conversion works in the memory of the image: whoever wants the image must fetch it before. */
  #convertImage(): readonly Reaction[] {
    const hadImage = this.#image !== undefined;
    this.#image = undefined;
    return [this.#say(hadImage ? 'ok' : 'no-valid-image')];
  }

  #setParameter(parameter: number, value: number): readonly Reaction[] {
    if (parameter === ZFM_PARAMETERS.baudMultiplier) return this.#setBaud(value);
    if (parameter === ZFM_PARAMETERS.securityLevel) return [this.#say(value >= 1 && value <= 5 ? 'ok' : 'bad-setting')];
    if (parameter !== ZFM_PARAMETERS.packetSizeCode) return [this.#say('bad-register')];
    if (!ZFM_PACKET_SIZE_CODES.some((code) => code === value)) return [this.#say('bad-setting')];
    this.#packetSizeCode = value;
    return [this.#say('ok')];
  }

  /** The answer still goes out at the old baud. */
  #setBaud(multiplier: number): readonly Reaction[] {
    const isKnown = ZFM_BAUD_MULTIPLIERS.some((known) => known === multiplier);
    if (!isKnown || multiplier > this.#settings.fastestMultiplier) return [this.#say('bad-setting')];
    this.#multiplier = multiplier;
    return [this.#say('ok'), { kind: 'baud', multiplier }, { kind: 'event', event: 'baud-changed' }];
  }

  #say(name: ZfmConfirmationName): Reaction {
    return this.#answer(Uint8Array.of(zfmConfirmations[name].code));
  }

  #answer(content: Uint8Array): Reaction {
    return this.#frame('acknowledge', content);
  }

  #frame(kind: ZfmPacketKind, content: Uint8Array): Reaction {
    const frame = encodeZfmPacket({ address: ZFM_DEFAULT_ADDRESS, kind, content });
    return { kind: 'frame', frame, isImage: kind !== 'acknowledge' };
  }
}
