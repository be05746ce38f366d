// One run of the service within an ordeal: what its people do there, and what is seen of it.
import { z } from 'zod';
import { isFault, systemClock } from '../../protocol/index.ts';
import { processFigures } from '../commands/bench/process-figures.ts';
import type { ServiceProcess } from '../commands/bench/service-process.ts';
import { findResidue } from '../residue/index.ts';
import type { Fingertip } from './cast.ts';
import type { FleetSide } from './fleet-side.ts';
import type { OwnDisk } from './own-disk.ts';
import type { PeopleSide } from './people-side.ts';
import type { Citizen } from './proof-witness.ts';
import type { ProviderSide } from './provider-side.ts';
import type { Tally } from './tally.ts';
import type { Witness } from './witness.ts';

const LOOK_EVERY_MS = 50;
const RECOVERED_WITHIN_MS = 20_000;
const LAST_CHARS = 800;
const AGREED = ['identity-proofing'];

const answerSchema = z.object({
  outcome: z.enum(['accepted', 'refused']),
  reason: z.string().nullable(),
  hrCode: z.string().nullable(),
  seq: z.int().nullable(),
  ms: z.number(),
});
const enrolmentSchema = z.object({
  enrolled: z.boolean().optional(),
  seq: z.int().optional(),
  reason: z.string().optional(),
});
const stateSchema = z.object({
  ready: z.boolean(),
  people: z.int(),
  journal: z.object({ lastSeq: z.int(), unacknowledged: z.int() }),
});
const waitingSchema = z.object({ evidence: z.int() });
const citizensSchema = z.object({ purposes: z.array(z.unknown()) });
const renewedSchema = z.object({ resealed: z.int(), unreadable: z.int() });
export type State = z.infer<typeof stateSchema>;
const proofSchema = z.object({
  outcome: z.string(),
  reason: z.string().nullable(),
  evidence: z.string().nullable(),
  reference: z.string(),
});
const stepSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stage'), stage: z.string() }),
  z.object({ type: z.literal('prove'), state: z.string() }),
  z.object({ type: z.literal('prove-answer'), outcome: z.string(), reference: z.string() }),
  z.object({ type: z.literal('answer'), accepted: z.boolean(), atMs: z.number() }),
]);

export interface RunParts {
  readonly service: ServiceProcess;
  readonly dataDir: string;
  readonly fleet: FleetSide;
  readonly people: PeopleSide;
  readonly provider: ProviderSide;
  /** Undefined where nothing may be mounted. */
  readonly disk: OwnDisk | undefined;
  readonly cast: readonly Fingertip[];
  readonly witness: Witness;
  readonly tally: Tally;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

export class Run {
  readonly parts: RunParts;
  readonly #heard: Promise<void>;
  #onStage: (stage: string) => void = () => undefined;

  private constructor(parts: RunParts, events: AsyncIterable<unknown>) {
    this.parts = parts;
    this.#heard = this.#hear(events);
  }

  static async begin(parts: RunParts): Promise<Run> {
    const run = new Run(parts, await parts.service.events());
    await run.countPeople();
    const { residue } = await findResidue({ dataDir: parts.dataDir }, systemClock.nowMs());
    for (const { path, what } of residue) parts.witness.complain(`a start has left ${what} ${path}`);
    return run;
  }

  /** Whole numbers from 0 to below `below`. */
  draw(below: number): number {
    return Math.floor(below * this.parts.random());
  }

  /** One of them. */
  pick<T>(from: readonly T[]): T {
    const drawn = from[this.draw(from.length)];
    if (drawn === undefined) throw new RangeError('there is nobody to choose from');
    return drawn;
  }

  async state(): Promise<State> {
    return stateSchema.parse(await this.parts.service.ask('GET', 'bench/state'));
  }

  async evidenceWaiting(): Promise<number> {
    return waitingSchema.parse(await this.parts.service.ask('GET', 'bench/evidence')).evidence;
  }

  /** Whether citizens are proved here. */
  async provesPeople(): Promise<boolean> {
    return citizensSchema.parse(await this.parts.service.ask('GET', 'bench/citizens')).purposes.length > 0;
  }

  /** Whether the fleet has acknowledged all that it has. */
  async isDrained(): Promise<boolean> {
    return (await this.state()).journal.unacknowledged === 0;
  }

  /** Of the service, by which what did not come about is explained. */
  lastWords(): string {
    return `it said last: ${this.parts.service.complaints.slice(-LAST_CHARS) || 'nothing'}`;
  }

  async countPeople(): Promise<void> {
    this.parts.witness.countPeople((await this.state()).people);
  }

  /** Somebody comes, mostly one who is enrolled: what they are told, `accepted` or a code. Rejects where the service is gone before it answers. */
  async visit(): Promise<string> {
    const { cast, witness } = this.parts;
    const known = cast.filter(({ owner }) => witness.isEnrolled(owner));
    const finger = this.draw(6) === 0 || known.length === 0 ? this.pick(cast) : this.pick(known);
    return await this.touch(finger, this.pick(finger.touches));
  }

  /** As `visit`, by one whom one knows. */
  async touch(finger: Fingertip, image: string): Promise<string> {
    const { witness, tally, service } = this.parts;
    const answer = answerSchema.parse(await service.ask('POST', 'bench/finger', { image, dpi: 500 }));
    witness.judge(finger, answer);
    const told = answer.reason ?? answer.outcome;
    tally.answer(told, answer.ms);
    return told;
  }

  /** The next who is not enrolled yet, if any is left. Rejects where the service is gone before it answers. */
  async enrol(): Promise<void> {
    const { cast, witness, service } = this.parts;
    const next = cast.find(({ owner, enrolledBy }) => enrolledBy === 'bench' && !witness.isEnrolled(owner));
    if (!next?.owner) return;
    const { owner: hrCode, enrolment } = next;
    witness.beginsEnrolment(hrCode);
    const names = { hrCode, nameTh: 'สมหญิง น้ำใจ', nameEn: 'Somying Namchai' };
    const body = { ...names, fingers: { 'right-index': enrolment } };
    const answer = enrolmentSchema.parse(await service.ask('POST', 'bench/enrol', body));
    if (answer.enrolled && answer.seq !== undefined) witness.sawEnrolment(hrCode, answer.seq);
    // One that was cut off before is there after all; of one that ended by a fault nobody can say.
    else if (answer.reason !== undefined && answer.reason !== 'duplicate') witness.noEnrolment(hrCode);
  }

  /** A card is in the reader, and somebody before the camera. */
  async walkUp({ card, face }: Citizen): Promise<void> {
    const { service } = this.parts;
    await service.ask('POST', 'bench/face', { person: face, as: 'living', seed: 1 + this.draw(1000) });
    await service.ask('POST', 'bench/card', { card: { like: card, make: 'fast', isExpired: false } });
  }

  /** Whoever has walked up is proved, or is not: what they are told. Rejects where the service is gone before it answers. */
  async prove(citizen: Citizen): Promise<string> {
    const { service, witness, tally } = this.parts;
    const said = await service
      .ask('POST', 'bench/prove', { consent: AGREED, challenge: 'perform' })
      .catch((fault: unknown) => {
        if (!isFault(fault, 'HAL_TIMEOUT')) throw fault;
        witness.complain('a proof was never answered');
      });
    const { data: answer } = proofSchema.safeParse(said);
    // Where the reader is away no visit begins.
    const told = answer ? (answer.reason ?? answer.outcome) : 'no visit';
    if (answer) witness.judgeProof(citizen, answer);
    tally.proof(told);
    return told;
  }

  /** New keys for all that is sealed there. Rejects where the service is gone before it answers. */
  async renewKeys(): Promise<void> {
    const { witness, service } = this.parts;
    const { unreadable } = renewedSchema.parse(await service.ask('POST', 'bench/renew-keys'));
    if (unreadable > 0) witness.complain(`${unreadable} rows did not open with the key that had sealed them`);
  }

  async breakDevice(device: string, fault: string, forMs?: number): Promise<void> {
    await this.parts.service.ask('POST', 'bench/fault', { device, fault, ...(forMs && { forMs }) });
  }

  async mend(): Promise<void> {
    await this.parts.service.ask('DELETE', 'bench/fault');
    await this.parts.service.ask('DELETE', 'bench/lockout');
    await this.until('the sensor is ready again', async () => (await this.state()).ready, RECOVERED_WITHIN_MS);
  }

  wait(ms: number): Promise<void> {
    return systemClock.sleep(ms, this.parts.signal);
  }

  /** Said by the witness where it does not come. */
  async until(what: string, isSo: () => Promise<boolean>, limitMs: number): Promise<boolean> {
    const endMs = performance.now() + limitMs;
    while (!(await isSo())) {
      if (performance.now() > endMs) {
        this.parts.witness.complain(`not within ${limitMs / 1000} s: ${what}; ${this.lastWords()}`);
        return false;
      }
      await this.wait(LOOK_EVERY_MS);
    }
    return true;
  }

  /** Of a visit or an enrolment that is under way: as soon as it is told to be past `stage`; of a proof `prove` and its state. */
  reaches(stage: string): Promise<void> {
    return new Promise((resolve) => {
      this.#onStage = (reached) => reached === stage && resolve();
    });
  }

  /** Once the service is gone, however it went: all that it had sent has been read. */
  async over(): Promise<void> {
    await this.#heard;
  }

  async measure(): Promise<void> {
    const { tally, service } = this.parts;
    // It may have been killed.
    const figures = await processFigures(service.pid).catch(() => undefined);
    if (figures) tally.resident(figures.mostResidentMiB);
  }

  async #hear(events: AsyncIterable<unknown>): Promise<void> {
    for await (const event of events) {
      const { data: step } = stepSchema.safeParse(event);
      if (step?.type === 'answer' && step.accepted) this.parts.witness.sawPunch(step.atMs);
      if (step?.type === 'prove-answer') this.parts.witness.sawProof(step.outcome, step.reference);
      if (step?.type === 'stage') this.#onStage(step.stage);
      if (step?.type === 'prove') this.#onStage(`prove ${step.state}`);
    }
  }
}
