// Who was enrolled anew because an officer has ordered it: what the terminal has captured takes the place of what the fleet had.
import { isFault, type KioskError, type Order } from '../../../protocol/index.ts';
import type { Log } from '../../log.ts';
import type { FleetRegister } from '../register/open-register.ts';
import type { BookedJob } from './job-rows.ts';

type Books = Pick<FleetRegister, 'jobs' | 'captures' | 'people'>;

export class Enrolments {
  readonly #books: Books;
  readonly #log: Log;
  /** Captures that could not be taken: a manager decides about them as about any other, and nobody else waits for that. */
  readonly #setAside = new Set<string>();

  constructor(books: Books, log: Log) {
    this.#books = books;
    this.#log = log;
  }

  /**
   * The capture may come before the job's end or after it, so it is looked for until it is there. Where the terminal has captured somebody else
   * than was ordered, a manager decides as of any other. @throws KioskError STORE_*
   */
  async take(): Promise<void> {
    const { captures, jobs } = this.#books;
    const held = (await captures.held()).filter(({ why, id }) => why === 'has-fingers' && !this.#setAside.has(id));
    const places = new Set(held.map(({ place }) => place.terminal));
    // As a rule nobody is, and no answer is opened.
    const done = places.size === 0 ? [] : await jobs.enrolledAgain();
    for (const { job, order } of done.filter(({ job: { terminal } }) => places.has(terminal))) {
      const capture = await captureOf(this.#books, job, order);
      if (capture !== undefined && !this.#setAside.has(capture)) await this.#accept(capture, job, order);
    }
  }

  async #accept(capture: string, { terminal }: BookedJob, { id: order, by }: Order): Promise<void> {
    try {
      await this.#books.captures.accept(capture, by);
      this.#log.info({ terminal, order }, 'an enrolment has taken the place of the one before');
    } catch (fault) {
      // Another courier was faster, or a manager decides.
      if (isFault(fault, 'USAGE')) return;
      if (!isFault(fault) || isOfStore(fault)) throw fault;
      this.#setAside.add(capture);
      this.#log.warn(
        { terminal, order, capture, code: fault.code },
        'an enrolment cannot be taken and waits for a manager: ridgectl captures list',
      );
    }
  }
}

/** Not of this one alone. */
const isOfStore = ({ code }: KioskError): boolean => code.startsWith('STORE_') || code === 'KEY_UNAVAILABLE';

/** Its name, where it waits to be decided about. */
async function captureOf({ jobs, captures, people }: Books, job: BookedJob, order: Order): Promise<string | undefined> {
  if (order.what.kind !== 'enrol' || !order.what.again) return undefined;
  const answer = await answerOf(jobs, job);
  const capture = answer && (await captures.byId(answer.capture));
  const person = await people.byId(order.what.person);
  const isTheirs = capture?.fields.code === person?.code && capture?.place.terminal === job.terminal;
  return capture?.outcome === 'held' && isTheirs ? capture.id : undefined;
}

async function answerOf(jobs: Books['jobs'], job: BookedJob) {
  try {
    return await jobs.answers.of(job, 'enrol');
  } catch (fault) {
    // What cannot be read says nothing; a manager decides about the capture.
    if (isFault(fault, 'SEAL_BROKEN') || isFault(fault, 'PROTOCOL_MALFORMED')) return undefined;
    throw fault;
  }
}
