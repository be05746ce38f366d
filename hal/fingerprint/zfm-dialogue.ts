// Asks a module one thing at a time, and is in step again after any fault.
import {
  collectZfmData,
  Deadline,
  decodeZfmAnswer,
  encodeZfmCommand,
  isFault,
  KioskError,
  type ZfmAnswer,
  type ZfmAnswerValues,
  type ZfmArguments,
  type ZfmCommandName,
  type ZfmPacket,
  zfmRefusal,
} from '../../protocol/index.ts';
import type { PacketLink } from './packet-link.ts';

export interface Limits {
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

export type FetchedImage =
  | { readonly kind: 'image'; readonly packed: Uint8Array }
  | { readonly kind: 'refused'; readonly code: number };

/** The image is in the module's memory already: the answer takes no time. */
const UPLOAD_ANSWER_LIMIT_MS = 500;

export class ZfmDialogue {
  readonly #link: PacketLink;
  readonly #address: number;
  #isBusy = false;
  /** After a fault or an abort, ours or that of the host before us, something of the old answer may still be coming. */
  #isSettled = false;
  #settling = { quietMs: 40, limitMs: 5000 };

  constructor(link: PacketLink, address: number) {
    this.#link = link;
    this.#address = address;
  }

  /** How long an abandoned answer may go on, and which pause tells that it is over: both follow from the baud. */
  settleWithin(settling: { readonly quietMs: number; readonly limitMs: number }): void {
    this.#settling = settling;
  }

  /** What the module answered, be it yes or no. @throws KioskError HAL_TIMEOUT, HAL_DISCONNECTED, PROTOCOL_* */
  async ask<N extends ZfmCommandName>(name: N, values: ZfmArguments<N>, limits: Limits): Promise<ZfmAnswer<N>> {
    return await this.#inStep(limits.signal, () => this.#ask(name, values, limits));
  }

  /** What the module answered where only yes will do. @throws as `ask`, and HAL_REFUSED */
  async demand<N extends ZfmCommandName>(
    name: N,
    values: ZfmArguments<N>,
    limits: Limits,
  ): Promise<ZfmAnswerValues<N>> {
    const answer = await this.ask(name, values, limits);
    if (answer.kind === 'refused') throw zfmRefusal(name, answer.code);
    return answer.values;
  }

  /**
   * The image that the module holds, packed; or the code of the reason why there is none.
   * @throws KioskError HAL_TIMEOUT, HAL_DISCONNECTED, PROTOCOL_*
   */
  async fetchImage(
    options: { readonly expectedBytes: number; readonly packetLimitMs: number },
    limits: Limits,
  ): Promise<FetchedImage> {
    return await this.#inStep(limits.signal, async () => {
      const late = (): Error => new KioskError('HAL_TIMEOUT', { doing: 'image', limitMs: limits.limitMs });
      using deadline = new Deadline(limits.signal, limits.limitMs, late);
      const signal = deadline.signal;
      const answer = await this.#ask('uploadImage', {}, { limitMs: UPLOAD_ANSWER_LIMIT_MS, signal });
      if (answer.kind === 'refused') return answer;
      const collector = collectZfmData(options.expectedBytes);
      collector.next();
      for (;;) {
        const step = collector.next(await this.#receiveData({ limitMs: options.packetLimitMs, signal }));
        if (step.done) return { kind: 'image', packed: step.value };
      }
    });
  }

  async #ask<N extends ZfmCommandName>(name: N, values: ZfmArguments<N>, limits: Limits): Promise<ZfmAnswer<N>> {
    const { limitMs, signal } = limits;
    const content = encodeZfmCommand(name, values);
    await this.#link.send({ address: this.#address, kind: 'command', content }, limitMs, signal);
    const { kind, content: answer } = await this.#receive(limits);
    if (kind !== 'acknowledge') throw new KioskError('PROTOCOL_MALFORMED', { command: name, kind });
    return decodeZfmAnswer(name, answer);
  }

  /** The next packet of our module; those of others on the same line are none of ours. */
  async #receive({ limitMs, signal }: Limits): Promise<ZfmPacket> {
    for (;;) {
      const packet = await this.#link.receive(limitMs, signal);
      if (packet.address === this.#address) return packet;
    }
  }

  /** Silence within an image: its end was lost on the way, or the module is. To ask again tells which. */
  async #receiveData(limits: Limits): Promise<ZfmPacket> {
    try {
      return await this.#receive(limits);
    } catch (fault) {
      if (!isFault(fault, 'HAL_TIMEOUT') || limits.signal.aborted) throw fault;
      throw new KioskError('PROTOCOL_TRUNCATED', { silentMs: limits.limitMs }, fault);
    }
  }

  async #inStep<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) throw new Error('one command at a time: the sensor is in use');
    this.#isBusy = true;
    try {
      if (!this.#isSettled) await this.#link.settle(this.#settling, signal);
      this.#isSettled = false;
      const result = await work();
      this.#isSettled = true;
      return result;
    } finally {
      this.#isBusy = false;
    }
  }
}
