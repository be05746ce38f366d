// Finds packets in a stream that may be split, joined, or full of garbage, and is in step again at the next EF01.
import { isFault, type KioskError } from '../base/index.ts';
import { decodeZfmPacket, HEADER_BYTES, packetBytes, type ZfmPacket } from './packet.ts';

export type Framed =
  | { readonly kind: 'packet'; readonly packet: ZfmPacket }
  /** Looked like a packet, but its sum does not match. */
  | { readonly kind: 'corrupt'; readonly fault: KioskError };

const NOTHING = new Uint8Array(0);

/** Keeps at most one unfinished packet between pushes. */
export class ZfmFramer {
  #rest: Uint8Array = NOTHING;
  #skippedBytes = 0;
  #corruptPackets = 0;

  get skippedBytes(): number {
    return this.#skippedBytes;
  }

  get corruptPackets(): number {
    return this.#corruptPackets;
  }

  /** Takes what came in and returns what it completed, in order. Never throws. */
  push(bytes: Uint8Array): readonly Framed[] {
    const stream = joined(this.#rest, bytes);
    const found: Framed[] = [];
    let offset = 0;
    for (;;) {
      const start = nextStart(stream, offset);
      this.#skippedBytes += start - offset;
      offset = start;
      if (stream.length - offset < HEADER_BYTES) break;
      const length = packetBytes(stream.subarray(offset));
      if (length !== undefined && stream.length - offset < length) break;
      if (length === undefined) {
        this.#skippedBytes += 1;
        offset += 1;
        continue;
      }
      const framed = this.#frame(stream.subarray(offset, offset + length));
      found.push(framed);
      // The length of a corrupt packet may itself be wrong: look on right behind its first byte.
      this.#skippedBytes += framed.kind === 'packet' ? 0 : 1;
      offset += framed.kind === 'packet' ? length : 1;
    }
    this.#rest = stream.slice(offset);
    return found;
  }

  /** Forgets an unfinished packet, as after a silence that no packet survives. */
  reset(): void {
    this.#skippedBytes += this.#rest.length;
    this.#rest = NOTHING;
  }

  #frame(frame: Uint8Array): Framed {
    try {
      return { kind: 'packet', packet: decodeZfmPacket(frame) };
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      this.#corruptPackets += 1;
      return { kind: 'corrupt', fault };
    }
  }
}

/** Where the next packet may start; the end of the stream where nothing does. */
function nextStart(stream: Uint8Array, fromOffset: number): number {
  for (let offset = stream.indexOf(0xef, fromOffset); offset !== -1; offset = stream.indexOf(0xef, offset + 1))
    if (offset + 1 === stream.length || stream[offset + 1] === 0x01) return offset;
  return stream.length;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
