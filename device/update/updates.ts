// The service's side of updates: it fetches what officers order, asks root to stage it, says when the release on trial runs well, and tells
// the journal what became of it. It can write no program.
import { type Clock, type JournalPayload, KioskError, openRelease, type Release } from '../../protocol/index.ts';
import { NoteFile } from '../store/index.ts';
import { AskedFolder, type Said, saidTo } from './asked.ts';
import { fetchArchive, sizeOf } from './fetch-archive.ts';
import { publisherFolders } from './places.ts';
import { publishersIn } from './publishers.ts';
import type { ReleaseNote } from './release-note.ts';
import { storyOf, type Told, toldSchema } from './release-story.ts';
import { bytesBelow, mustHaveRoom, type Needed } from './room.ts';
import { type SlotPlaces, SlotStore } from './slot-store.ts';
import { mustBeNew, spareSlot } from './slots.ts';

export interface UpdatesParts {
  readonly dataDir: string;
  /** Root's, to be read. */
  readonly places: SlotPlaces;
  /** Which release this is. */
  readonly own: ReleaseNote;
  readonly clock: Clock;
  readonly record: (payload: JournalPayload) => void;
  readonly noteFault: (fault: unknown) => void;
  /** Names of what works now: devices that are ready, the fleet that is reached. */
  readonly working: () => readonly string[];
}

export interface OrderedRelease {
  /** By which root's answer is known. */
  readonly job: string;
  readonly jws: string;
  readonly from: readonly string[];
}

/** `unknown`: it was never staged here. */
export type Standing =
  | { readonly is: 'unknown' | 'staged' | 'on-trial' | 'kept' }
  | { readonly is: 'left'; readonly why: string };

export type TellStage = (step: 'fetching' | 'staging', progress: number | null) => void;

/** Root unpacks it, hashes it, starts it, and has its networks answer. */
const STAGED_WITHIN_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1000;
/** A release that ends soon after its start does not run well. */
const WELL_AFTER_MS = 120_000;
const WELL_EVERY_MS = 5000;
const NOTE = 'updates.json';

export class Updates {
  readonly #parts: UpdatesParts;
  readonly #asked: AskedFolder;
  readonly #store: SlotStore;
  readonly #note: NoteFile;

  constructor(parts: UpdatesParts) {
    this.#parts = parts;
    this.#asked = new AskedFolder(parts.dataDir);
    this.#store = new SlotStore(parts.places);
    this.#note = new NoteFile(parts.dataDir, NOTE);
  }

  /**
   * Fetched, and staged by root: from the next start on it is on trial.
   * @throws KioskError SIGNATURE_BROKEN, PROTOCOL_MALFORMED, FLEET_UNTRUSTED, UPDATE_REFUSED, STORE_*; the signal's reason when aborted
   */
  async stage({ job, jws, from }: OrderedRelease, tell: TellStage, signal: AbortSignal): Promise<Release> {
    const { own, clock, working } = this.#parts;
    const release = await this.open(jws);
    mustBeNew(await this.#store.read(own.release), release.release);
    const { archive } = release;
    await this.#asked.prepare(archive.sha256);
    await mustHaveRoom(await this.#needed(release));
    const told = (part: number): void => tell('fetching', part);
    await fetchArchive({ from, to: this.#asked.archive, archive, clock, tell: told }, signal);
    tell('staging', null);
    const expects = { release: release.release, works: working() };
    this.#note.write({ ...(await this.#story()).told, expects });
    await this.#asked.wants(job, jws);
    const { outcome, code, why } = await this.#answerTo(job, signal);
    if (outcome === 'refused') throw new KioskError('UPDATE_REFUSED', { why: `${code}: ${why}` });
    return release;
  }

  /** Nobody waits for it any more: where root has not put it on trial yet, it does not. */
  async callOff(job: string): Promise<void> {
    await this.#asked.wantsNoMore(job).catch((fault: unknown) => this.#parts.noteFault(fault));
  }

  /** Of the service's folder what is still to come; of root's a copy of the archive, and what it holds beyond what it takes the place of. */
  async #needed({ archive, tree }: Release): Promise<readonly Needed[]> {
    const { dataDir, places } = this.#parts;
    const left = archive.bytes - (await sizeOf(this.#asked.archive));
    const spare = spareSlot(await this.#store.read(this.#parts.own.release));
    const grows = tree.bytes - (await bytesBelow(this.#store.folderOf(spare)));
    return [
      { folder: dataDir, bytes: Math.max(0, left) },
      { folder: places.folder, bytes: archive.bytes + Math.max(0, grows) },
    ];
  }

  /** What is signed. @throws KioskError SIGNATURE_BROKEN, PROTOCOL_MALFORMED, FLEET_UNTRUSTED */
  async open(jws: string): Promise<Release> {
    return await openRelease(Buffer.from(jws), await publishersIn(publisherFolders(this.#parts.places)));
  }

  /** How far this machine is with it. */
  async standingOf(release: number): Promise<Standing> {
    const { own } = this.#parts;
    const { active, holds, trial, failed } = await this.#store.read(own.release);
    const left = failed.find((one) => one.release === release);
    if (left) return { is: 'left', why: left.why };
    if (holds[active] !== release) return { is: 'unknown' };
    if (own.release !== release) return { is: 'staged' };
    return { is: trial ? 'on-trial' : 'kept' };
  }

  /** Once its trial is over; while this release is the one on trial, that is when it is kept. */
  async settled(release: number, signal: AbortSignal): Promise<Standing> {
    for (;;) {
      const standing = await this.standingOf(release);
      if (standing.is !== 'on-trial') return standing;
      await this.#parts.clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  /** Until `signal` aborts: what became of releases is told, and the one on trial asks to be kept once it has run well. */
  async serve(signal: AbortSignal): Promise<void> {
    const { clock, noteFault } = this.#parts;
    const sinceMs = clock.monotonicMs();
    for (let onTrial = true; onTrial && !signal.aborted; ) {
      try {
        onTrial = (await this.#tell()).onTrial;
        const isOld = clock.monotonicMs() - sinceMs >= WELL_AFTER_MS;
        if (onTrial && isOld && this.#missing().length === 0) await this.#asked.isWell(this.#parts.own.release);
      } catch (fault) {
        // A full disk may have room again before its time is over.
        noteFault(fault);
      }
      await clock.sleep(WELL_EVERY_MS, signal).catch(() => undefined);
    }
  }

  /** What worked before, and does not now. */
  #missing(): readonly string[] {
    const works = this.#parts.working();
    return (this.#told?.expects?.works ?? []).filter((name) => !works.includes(name));
  }

  get #told(): Told | undefined {
    return toldSchema.safeParse(this.#note.read()).data;
  }

  async #story(): Promise<ReturnType<typeof storyOf>> {
    const { own } = this.#parts;
    return storyOf(this.#told, own, await this.#store.read(own.release));
  }

  async #tell(): Promise<Told> {
    const { entries, told } = await this.#story();
    for (const entry of entries) this.#parts.record(entry);
    if (entries.length > 0 || !this.#note.isThere) this.#note.write(told);
    return told;
  }

  /** @throws KioskError UPDATE_REFUSED where root says nothing */
  async #answerTo(job: string, signal: AbortSignal): Promise<Said> {
    const { clock, places } = this.#parts;
    const untilMs = clock.monotonicMs() + STAGED_WITHIN_MS;
    while (clock.monotonicMs() < untilMs) {
      const said = await saidTo(job, places.folder);
      if (said) return said;
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
    throw new KioskError('UPDATE_REFUSED', { why: 'nobody has staged it: is ridged-update.path started?' });
  }
}
