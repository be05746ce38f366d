// A slot of vpcd, the driver of pcscd that has no hardware: the card connects to it, and pcscd finds it in the reader.
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { abortable, Deadline, KioskError } from '../../../protocol/index.ts';
import type { InsertedChip } from './inserted-chip.ts';

/** Frames: length as two bytes, then as many. A single byte is one of these; anything longer is a command. */
const CONTROL = { powerOff: 0, powerOn: 1, reset: 2, getAtr: 4 } as const;
const LENGTH_BYTES = 2;
const CONNECT_LIMIT_MS = 3000;
/**
 * vpcd takes a card without an ATR for no card. One whose ATR is longer than any may be (33 bytes) is there and cannot be
 * powered: what pcscd makes of a card that lies upside down.
 */
const NO_VALID_ATR = new Uint8Array(40).fill(0x3b);

export class VpcdSlot {
  readonly #port: number;
  #socket: Socket | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** @throws KioskError HAL_DISCONNECTED, HAL_TIMEOUT where no vpcd listens */
  async insert(chip: InsertedChip): Promise<void> {
    const socket = createConnection({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#socket = socket;
    const limitMs = CONNECT_LIMIT_MS;
    using limit = new Deadline(new AbortController().signal, limitMs, () => new KioskError('HAL_TIMEOUT', { limitMs }));
    try {
      await abortable(once(socket, 'connect'), limit.signal);
    } catch (cause) {
      socket.destroy();
      throw new KioskError('HAL_DISCONNECTED', { service: 'vpcd', port: this.#port }, cause);
    }
    // A card that is pulled out while it speaks.
    socket.on('error', () => undefined);
    const frames = new VpcdFrames();
    socket.on('data', (bytes: Buffer) => {
      for (const frame of frames.push(bytes)) void this.#hear(frame, chip, socket);
    });
  }

  remove(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async #hear(frame: Uint8Array, chip: InsertedChip, socket: Socket): Promise<void> {
    const [control] = frame;
    if (frame.length === 1) {
      if (control === CONTROL.getAtr) send(socket, atrOf(chip));
      else if (control === CONTROL.powerOn) chip.powerOn();
      else chip.reset();
      return;
    }
    const response = await chip.respond(frame);
    if (response) send(socket, response);
  }
}

function atrOf(chip: InsertedChip): Uint8Array {
  const atr = chip.answerToReset;
  return atr.length > 0 ? atr : NO_VALID_ATR;
}

function send(socket: Socket, bytes: Uint8Array): void {
  const frame = new Uint8Array(LENGTH_BYTES + bytes.length);
  new DataView(frame.buffer).setUint16(0, bytes.length);
  frame.set(bytes, LENGTH_BYTES);
  if (!socket.destroyed) socket.write(frame);
}

/** Cuts what arrives into frames, however it was cut on the way. */
export class VpcdFrames {
  #held = new Uint8Array();

  push(bytes: Uint8Array): readonly Uint8Array[] {
    const frames: Uint8Array[] = [];
    let rest = Uint8Array.of(...this.#held, ...bytes);
    while (rest.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + ((rest[0] ?? 0) << 8) + (rest[1] ?? 0);
      if (rest.length < end) break;
      frames.push(rest.slice(LENGTH_BYTES, end));
      rest = rest.slice(end);
    }
    this.#held = rest;
    return frames;
  }
}
