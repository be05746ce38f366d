// The jobs' part of a terminal's connection: orders down, each opened and looked at; standings up, until the fleet has heard them.
import {
  type BatchSigner,
  type Clock,
  type CommandMessage,
  type CommandWord,
  isFault,
  type JobReport,
  type JobStanding,
  type KioskError,
  nameOfOrder,
  openOrder,
  openSealedCommand,
  type Recipient,
  type SignedOrder,
  sealJobReport,
  type TerminalAddress,
  type TrustedKeys,
  terminalName,
  topicOf,
  topicRoot,
  untilAborted,
} from '../../protocol/index.ts';
import { Bell } from '../bell.ts';
import type { Connection } from '../connection.ts';
import type { DownwardHandlers } from '../downward-ear.ts';
import type { Log } from '../log.ts';
import type { PeopleOpener } from '../people/people-sync.ts';
import { Refusals, type TellRefused } from '../refusals.ts';
import { Resending } from '../resending.ts';
import { together } from '../together.ts';
import type { TerminalJobs } from './terminal-jobs.ts';

export interface JobRoadParts {
  readonly address: TerminalAddress;
  /** Undefined where nothing can be ordered. */
  readonly jobs: TerminalJobs | undefined;
  readonly trust: TrustedKeys;
  readonly clock: Clock;
  readonly log: Log;
  /** What opens words that are sealed to this terminal; without it none are opened. Rejects with a KioskError where the vault is shut. */
  readonly opener: (() => Promise<PeopleOpener>) | undefined;
  /** An order that no officer of the right has signed, or that somebody kept back: for the security journal. */
  readonly onRefused: TellRefused;
}

/** Heard and not looked at yet; whoever sends more sends it again. */
const MOST_WAITING = 64;

export class JobRoad {
  readonly #parts: JobRoadParts;
  readonly #bell = new Bell();
  readonly #refusals: Refusals;
  #sealed: string[] = [];
  #orders: SignedOrder[] = [];
  #opener: PeopleOpener | undefined;
  #connectionId = '';
  #resending: Resending<{ readonly id: string } & Omit<JobReport, 'from'>> | undefined;
  #report: (report: Omit<JobReport, 'from'>) => Promise<void> = async () => undefined;

  constructor(parts: JobRoadParts) {
    this.#parts = parts;
    this.#refusals = new Refusals(parts.onRefused, parts.clock);
  }

  get channels(): readonly 'command'[] {
    return this.#parts.jobs ? ['command'] : [];
  }

  readonly handlers: Pick<DownwardHandlers, 'command'> = { command: (message) => this.#hear(message) };

  /** Before anything can be heard over this connection. @throws KioskError KEY_UNAVAILABLE */
  async open(
    connection: Connection,
    { id, signer }: { readonly id: string; readonly signer: BatchSigner },
  ): Promise<void> {
    const { address, jobs, clock, opener } = this.#parts;
    this.#sealed = [];
    this.#orders = [];
    this.#opener = await opener?.();
    this.#connectionId = id;
    this.#resending = undefined;
    const recipient = jobs && (await this.#reader());
    if (!jobs || !recipient) return;
    const topic = topicOf(address, 'command/result');
    this.#report = async (report) => {
      const payload = await sealJobReport({ from: topicRoot(address), ...report }, recipient, signer);
      await connection.publish({ topic, payload, qos: 1 });
    };
    this.#resending = new Resending({
      // A later standing of the same job is news: it is not held back by the one before.
      waiting: (limit) => jobs.waiting(limit).map((report) => ({ id: `${report.job} ${report.number}`, ...report })),
      added: jobs.changed,
      send: ({ id: _, ...report }) => this.#report(report),
      clock,
    });
  }

  /** As long as the connection is used. @throws KioskError FLEET_UNREACHABLE, STORE_*; the signal's reason when aborted */
  async run(signal: AbortSignal): Promise<void> {
    await together(signal, [
      (until) => this.#resending?.run(until) ?? untilAborted(until),
      (until) => this.#takeOrders(until),
    ]);
  }

  #hear(message: CommandMessage): void {
    if ('sealed' in message) this.#keepSealed(message.sealed);
    else this.#follow(message);
  }

  #keepSealed(sealed: string): void {
    if (this.#sealed.length >= MOST_WAITING) return;
    this.#sealed.push(sealed);
    this.#bell.ring();
  }

  #follow(word: CommandWord): void {
    if ('heard' in word) this.#noteHeard(word.heard);
    else if (word.connection === this.#connectionId) this.#keep(word.give);
    else this.#refuseLate(word.give);
  }

  /** Signed by whom we trust, and sealed to a key that this terminal has no more, as far as anybody knows: it is sent anew to the one it reports. */
  async #unseal(sealed: string): Promise<void> {
    const { address, log } = this.#parts;
    const opener = this.#opener;
    try {
      this.#follow(await openSealedCommand(sealed, (kid) => (kid === opener?.kid ? opener.key : undefined)));
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      log.warn({ ...fault.context, code: fault.code }, 'a word about orders does not open here');
      this.#refusals.tell(topicOf(address, 'command'), 'order: seal');
    }
  }

  /** Not answered: it is not the order that is too late, but this message. Whoever sends it looks for our connection. */
  #refuseLate(order: SignedOrder): void {
    this.#parts.log.info({ ...nameOfOrder(order) }, 'an order was for an earlier connection');
    this.#refusals.tell(topicOf(this.#parts.address, 'command'), 'order: connection');
  }

  #keep(order: SignedOrder): void {
    // Nothing is done that could not be told of.
    if (!this.#resending || this.#orders.length >= MOST_WAITING) return;
    this.#orders.push(order);
    this.#bell.ring();
  }

  #noteHeard({ job, number }: { readonly job: string; readonly number: number }): void {
    try {
      this.#parts.jobs?.heard(job, number);
      this.#resending?.acknowledged(`${job} ${number}`);
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      // Told again, and heard again.
      this.#parts.log.warn(
        { ...fault.context, code: fault.code },
        'it could not be kept that the fleet has heard of a job',
      );
    }
  }

  async #takeOrders(signal: AbortSignal): Promise<void> {
    for (;;) {
      for (let sealed = this.#sealed.shift(); sealed !== undefined; sealed = this.#sealed.shift())
        await this.#unseal(sealed);
      for (let given = this.#orders.shift(); given; given = this.#orders.shift()) await this.#take(given);
      await this.#bell.wait(this.#parts.clock, 60_000, signal);
    }
  }

  async #take(given: SignedOrder): Promise<void> {
    const { address, jobs, trust, log } = this.#parts;
    try {
      jobs?.take(await openOrder(given, { trust, terminal: terminalName(address) }));
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      log.warn({ ...fault.context, code: fault.code }, 'an order was not taken');
      // A store that fails may take it the next time it is sent.
      if (fault.code !== 'FLEET_UNTRUSTED') return;
      this.#refusals.tell(topicOf(address, 'command'), `order: ${whyOf(fault)}`);
      await this.#tellRejected(given, fault);
    }
  }

  /** The service that sent it is trusted, so it is told why: a terminal that does not know a new officer yet is nothing rare. */
  async #tellRejected(given: SignedOrder, fault: KioskError): Promise<void> {
    const named = nameOfOrder(given);
    if (!named) return;
    const { id: job, kind } = named;
    const standing: JobStanding = { state: 'rejected', why: whyOf(fault), detail: '' };
    await this.#report({ job, kind, number: 1, utcMs: this.#parts.clock.nowMs(), standing });
  }

  /** To whom standings are sealed: whoever sends orders here. Where no such key is trusted, nothing can be ordered. */
  async #reader(): Promise<Recipient | undefined> {
    try {
      return await this.#parts.trust.recipient('operator');
    } catch (fault) {
      if (!isFault(fault, 'KEY_UNAVAILABLE')) throw fault;
      this.#parts.log.info({ ...fault.context }, 'how far a job is cannot be told');
      return undefined;
    }
  }
}

const whyOf = ({ context: { why } }: KioskError): string => String(why).slice(0, 100);
