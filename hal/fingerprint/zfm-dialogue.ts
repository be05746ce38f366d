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
const STEP_LIMIT_MS = 500;
/** Its confirmation and 16 bytes of parameters. */
const PARAMETERS_ANSWER_BYTES = 17;

export class ZfmDialogue {
  readonly #link: PacketLink;
  readonly #address: number;
  #isBusy = false;
  /** After a fault or an abort, ours or that of the host before us, something of the old answer may still be coming. */
  #isSettled = false;
  #settling = { quietMs: 40, limitMs: 5000 };
  #isAcquainted = false;

  constructor(link: PacketLink, address: number) {
    this.#link = link;
    this.#address = address;
  }

  /** From now on somebody is there to be asked, so that we can be sure to be in step and not only hope so. */
  acquainted(): void {
    this.#isAcquainted = true;
    this.#isSettled = false;
  }

  /** How long an abandoned answer may go on, and which pause tells that it is over: both follow from the baud. */
  settleWithin(settling: { readonly quietMs: number; readonly limitMs: number }): void {
    this.#settling = settling;
  }

  /** What the module answered, be it yes or no. @throws KioskError HAL_TIMEOUT, HAL_DISCONNECTED, PROTOCOL_* */
  async ask<N extends ZfmCommandName>(name: N, values: ZfmArguments<N>, limits: Limits): Promise<ZfmAnswer<N>> {
    return await this.#inStep(limits, () => this.#ask(name, values, limits));
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
    return await this.#inStep(limits, async () => {
      const late = (): Error => new KioskError('HAL_TIMEOUT', { doing: 'image', limitMs: limits.limitMs });
      using deadline = Deadline.ofAnswer(limits.signal, limits.limitMs, late);
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
    this.#link.discard();
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

  async #inStep<T>(limits: Limits, work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) throw new Error('one command at a time: the sensor is in use');
    this.#isBusy = true;
    try {
      if (!this.#isSettled) await this.#fallIntoStep(limits);
      this.#isSettled = false;
      const result = await work();
      this.#isSettled = true;
      return result;
    } finally {
      this.#isBusy = false;
    }
  }

  /**
   * Answers carry no number, so one that we gave up and that comes after all would pass for the next, and so on for
   * ever. The module answers in order: once the only long answer there is has come, nothing older can.
   */
  async #fallIntoStep({ limitMs, signal }: Limits): Promise<void> {
    await this.#link.settle(this.#settling, signal);
    if (!this.#isAcquainted) return;
    const late = (): Error => new KioskError('HAL_TIMEOUT', { doing: 'fall into step' });
    using deadline = Deadline.ofAnswer(signal, Math.min(limitMs, STEP_LIMIT_MS), late);
    const content = encodeZfmCommand('readParameters', {});
    await this.#link.send({ address: this.#address, kind: 'command', content }, limitMs, deadline.signal);
    let complaint: KioskError | undefined;
    try {
      for (;;) {
        const heard = await this.#hear(deadline.signal);
        if (isParameters(heard)) return;
        complaint = complaintOf(heard) ?? complaint;
      }
    } catch (fault) {
      throw isFault(fault, 'HAL_TIMEOUT') && !signal.aborted ? (complaint ?? fault) : fault;
    }
  }

  async #hear(signal: AbortSignal): Promise<ZfmPacket | KioskError> {
    try {
      return await this.#receive({ limitMs: STEP_LIMIT_MS, signal });
    } catch (fault) {
      if (isFault(fault) && fault.code.startsWith('PROTOCOL_')) return fault;
      throw fault;
    }
  }
}

const isParameters = (heard: ZfmPacket | KioskError): boolean =>
  !isFault(heard) && heard.kind === 'acknowledge' && heard.content.length >= PARAMETERS_ANSWER_BYTES;

/** What to say if nothing better comes: a refusal may be meant for us, or be the late answer to something older. */
function complaintOf(heard: ZfmPacket | KioskError): KioskError | undefined {
  if (isFault(heard)) return heard;
  const [code = 0] = heard.content;
  return heard.kind === 'acknowledge' && code !== 0 ? zfmRefusal('readParameters', code) : undefined;
}
