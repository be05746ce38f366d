// Who was enrolled anew because an officer has ordered it: what the terminal has captured takes the place of what the fleet had.
import { isFault, type Order } from '../../../protocol/index.ts';
import type { Log } from '../../log.ts';
import type { FleetRegister } from '../register/open-register.ts';
import type { BookedJob } from './job-rows.ts';

type Books = Pick<FleetRegister, 'jobs' | 'captures' | 'people'>;

/**
 * The capture may come before the job's end or after it, so it is looked for until it is there. Where the terminal has captured somebody else
 * than was ordered, a manager decides as of any other. @throws KioskError STORE_*
 */
export async function takeEnrolments(books: Books, log: Log): Promise<void> {
  const held = (await books.captures.held()).filter(({ why }) => why === 'has-fingers');
  const places = new Set(held.map(({ place }) => place.terminal));
  // As a rule nobody is, and no answer is opened.
  const done = places.size === 0 ? [] : await books.jobs.enrolledAgain();
  for (const { job, order } of done.filter(({ job: { terminal } }) => places.has(terminal))) {
    const capture = await captureOf(books, job, order);
    if (capture === undefined) continue;
    await books.captures.accept(capture, order.by).catch((fault: unknown) => {
      // Another courier was faster, or a manager has decided.
      if (!isFault(fault, 'USAGE')) throw fault;
    });
    log.info({ terminal: job.terminal, order: order.id }, 'an enrolment has taken the place of the one before');
  }
}

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
