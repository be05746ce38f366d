// Reads along where each packet of a broker begins and how long it says it is: MQTT.js would collect one of 256 MiB before anybody could look at it.
import { DOWNWARD, downwardChannels, MAX_SEALED_BYTES } from '../protocol/index.ts';

const ENVELOPE_BYTES = 64 * 1024;

/** The largest that anybody has to send, either way, with its topic and properties. */
export const MOST_PACKET_BYTES =
  Math.max(MAX_SEALED_BYTES, ...downwardChannels.map((channel) => DOWNWARD[channel].mostBytes)) + ENVELOPE_BYTES;

const PUBLISH = 3;
/** MQTT 5.0, 2.1.4: of the length behind the first byte. */
const MOST_LENGTH_BYTES = 4;

export class PacketMeter {
  #header: number[] = [];
  /** Of the packet that has begun. */
  #leftBytes = 0;

  /** The next bytes of the stream. @returns why the broker is to be left; undefined while it keeps to the rules */
  take(chunk: Uint8Array): string | undefined {
    for (let at = 0; at < chunk.length; ) {
      const skipped = Math.min(this.#leftBytes, chunk.length - at);
      this.#leftBytes -= skipped;
      at += skipped;
      const byte = chunk[at];
      if (byte === undefined) return undefined;
      const why = this.#takeOfHeader(byte);
      if (why !== undefined) return why;
      at += 1;
    }
    return undefined;
  }

  #takeOfHeader(byte: number): string | undefined {
    this.#header.push(byte);
    const [first = 0, ...length] = this.#header;
    if (length.length === 0) return isByQos2(first) ? 'it sends by QoS 2, which nobody asked for' : undefined;
    if (byte >= 0x80) return length.length < MOST_LENGTH_BYTES ? undefined : 'the length of a packet has no end';
    const bytes = length.reduceRight((sum, part) => sum * 0x80 + (part & 0x7f), 0);
    if (bytes > MOST_PACKET_BYTES)
      return `it sends a packet of ${bytes} bytes, and none has more than ${MOST_PACKET_BYTES}`;
    this.#header = [];
    this.#leftBytes = bytes;
    return undefined;
  }
}

/** What comes by QoS 2 MQTT.js keeps until the broker says a second word, however much that is. We subscribe by QoS 1. */
const isByQos2 = (first: number): boolean => first >> 4 === PUBLISH && ((first >> 1) & 0x03) === 2;
