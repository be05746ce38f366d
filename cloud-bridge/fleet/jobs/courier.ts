// Carries orders to the terminals that are on line until each has spoken, and keeps what they say of them.
import { randomUUID } from 'node:crypto';
import {
  addressOf,
  type Clock,
  type CommandMessage,
  type CommandWord,
  isFault,
  SEALED_ORDERS,
  sealCommand,
  signCommand,
  terminalName,
  topicOf,
  topicRoot,
} from '../../../protocol/index.ts';
import { Bell } from '../../bell.ts';
import type { Connection } from '../../connection.ts';
import { Believer, type BelieverParts } from '../believer.ts';
import type { FleetKeys } from '../fleet-keys.ts';
import type { FleetStore } from '../fleet-store.ts';
import type { Letter } from '../letter-lane.ts';
import type { FleetRegister } from '../register/open-register.ts';
import { Erasures } from '../requests/erasures.ts';
import { Enrolments } from './enrolments.ts';
import { type Giving, givenAgain, isGivingDue } from './give-plan.ts';
import type { DueJob } from './job-book.ts';
import { Presence } from './presence.ts';

export interface CourierParts extends Omit<BelieverParts, 'onRefused'> {
  readonly register: Pick<
    FleetRegister,
    'jobs' | 'captures' | 'people' | 'templates' | 'deliveries' | 'erasures' | 'requests'
  >;
  readonly store: Pick<FleetStore, 'erase'>;
  /** Of an operator whom the terminals trust: signs what goes down. What is ordered its officer has signed. */
  readonly keys: Pick<FleetKeys, 'signer' | 'unsealKey'>;
  readonly clock: Clock;
}

interface Heard {
  readonly terminal: string;
  readonly job: string;
  readonly number: number;
}

const LOOK_EVERY_MS = 1000;
const SWEEP_EVERY_MS = 3_600_000;
/** Of one look: the next has its turn soon. */
const MOST_AT_ONCE = 64;

export class Courier {
  readonly #parts: CourierParts;
  readonly #believer: Believer;
  readonly #enrolments: Enrolments;
  readonly #erasures: Erasures;
  readonly #presence = new Presence();
  readonly #given = new Map<string, Giving>();
  readonly #bell = new Bell();
  #heard: Heard[] = [];
  /** Monotonic. */
  #sweptAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#enrolments = new Enrolments(parts.register, parts.log);
    this.#erasures = new Erasures(parts);
    this.#believer = new Believer({ ...parts, onRefused: () => undefined });
  }

  /** @throws KioskError STORE_* */
  async hear(letter: Letter): Promise<void> {
    if (letter.channel === 'status') {
      const key = await this.#parts.keyOf(terminalName(letter.address));
      this.#presence.hear(letter, key !== null);
    }
    const believed = letter.channel === 'command/result' ? await this.#believer.open(letter) : undefined;
    if (believed?.what === 'job') {
      const { report } = believed;
      const terminal = terminalName(letter.address);
      const isKnown = await this.#parts.register.jobs.hear(terminal, report);
      if (!isKnown)
        this.#parts.log.warn({ terminal, job: report.job }, 'a terminal tells of a job that nobody has given it');
      // Said also of what is not known here, that the terminal need not tell it for ever.
      this.#heard.push({ terminal, job: report.job, number: report.number });
    }
    this.#bell.ring();
  }

  /** Until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE, STORE_* */
  async run(connection: Connection, signal: AbortSignal): Promise<never> {
    const { register, clock } = this.#parts;
    for (;;) {
      signal.throwIfAborted();
      for (const { terminal, job, number } of this.#heard.splice(0))
        await this.#say(terminal, { heard: { job, number } }, connection);
      await register.jobs.settle();
      await this.#sweep();
      await this.#enrolments.take();
      await this.#erasures.take();
      await this.#giveDue(connection);
      await this.#bell.wait(clock, LOOK_EVERY_MS, signal);
    }
  }

  /** What was kept for a time only goes, however long this runs. */
  async #sweep(): Promise<void> {
    const { register, clock } = this.#parts;
    if (clock.monotonicMs() - this.#sweptAtMs < SWEEP_EVERY_MS) return;
    this.#sweptAtMs = clock.monotonicMs();
    await register.jobs.answers.destroyOld();
    await register.templates.destroyRetired(clock.nowMs());
    await this.#erasures.sweep();
  }

  async #giveDue(connection: Connection): Promise<void> {
    const due = await this.#parts.register.jobs.due();
    const names = new Set(due.map(nameOf));
    for (const name of this.#given.keys()) if (!names.has(name)) this.#given.delete(name);
    const nowMs = this.#parts.clock.monotonicMs();
    const now = due.flatMap((job) => {
      const at = this.#presence.connectionOf(job.terminal);
      return at !== undefined && isGivingDue(this.#given.get(nameOf(job)), at, nowMs) ? [{ job, at }] : [];
    });
    for (const { job, at } of now.slice(0, MOST_AT_ONCE)) await this.#give(job, at, connection);
    if (now.length > MOST_AT_ONCE) this.#bell.ring();
  }

  /** Noted first: what may have been given is never said to be untouched. */
  async #give(job: DueJob, at: string, connection: Connection): Promise<void> {
    const { register, clock } = this.#parts;
    if (!(await register.jobs.noteGiven(job))) return;
    this.#given.set(nameOf(job), givenAgain(this.#given.get(nameOf(job)), at, clock.monotonicMs()));
    await this.#say(job.terminal, { give: job.signed, connection: at }, connection);
  }

  async #say(terminal: string, word: CommandWord, connection: Connection): Promise<void> {
    const { keys, clock } = this.#parts;
    const body = await this.#sealed(terminal, word);
    if (!body) return;
    const address = addressOf(terminal);
    const command = { audience: topicRoot(address), channel: 'command', body, id: randomUUID() } as const;
    const payload = await signCommand(command, keys.signer, clock);
    await connection.publish({ topic: topicOf(address, 'command'), payload, qos: 1 });
  }

  /** In the clear for a terminal that has never said that it opens any other; undefined where its own key is none. */
  async #sealed(terminal: string, word: CommandWord): Promise<CommandMessage | undefined> {
    const { register, log } = this.#parts;
    const { report } = (await register.deliveries.of(terminal)) ?? {};
    if (!report?.understands?.includes(SEALED_ORDERS)) return word;
    try {
      return { sealed: await sealCommand(word, report.sealingKey) };
    } catch (fault) {
      if (!isFault(fault, 'KEY_UNAVAILABLE')) throw fault;
      log.warn({ ...fault.context, code: fault.code, terminal }, 'a terminal could be told of no order');
      return undefined;
    }
  }
}

const nameOf = ({ order, terminal }: Pick<DueJob, 'order' | 'terminal'>): string => `${order} ${terminal}`;
