// A citizen made of image files at a virtual kiosk: inserts a card, stands before the camera, agrees, does what is asked.
import { type InventedName, type VirtualChip, VirtualThaiId } from '../../../hal/index.ts';
import { CHALLENGE_NAMES, type ChallengeName, decodePhoto, type FaceEngine } from '../../../models/index.ts';
import { PlayedScene } from '../../../models/laboratory.ts';
import {
  abortable,
  type ConsentChoices,
  Deadline,
  isFault,
  KioskError,
  type KioskEvent,
  type Listenable,
  type ReadSpan,
  Sensitive,
} from '../../../protocol/index.ts';
import type { ProveAnswer } from '../../flows/prove/index.ts';
import type { KioskParts } from '../../kiosk/kiosk.ts';
import type { Proving } from '../../kiosk/prove/open-proving.ts';
import type { WalkUpDevices } from '../virtual-hardware.ts';
import { type BenchCard, benchCard, type CardBody, fileBytes } from './bench-cards.ts';
import type { FaceBody, ProveBody } from './citizen-requests.ts';
import { drawnFace } from './drawn-faces.ts';
import { RehearsedScene } from './rehearsed-scene.ts';

/** pcscd notices a card within half a second; a visit then begins at once. */
const NOTICE_WITHIN_MS = 5000;
/** A session lasts three minutes at most. */
const VISIT_WITHIN_MS = 200_000;
/** Hearing, understanding, beginning to move. */
const REACTION_MS = 450;
const STILL_MS = 1000;

export interface CitizenParts {
  readonly kiosk: Pick<KioskParts, 'events' | 'proving' | 'faces'>;
  readonly devices: WalkUpDevices;
  readonly signal: AbortSignal;
}

type Asked = Extract<KioskEvent, { type: 'prove-notice' }>;

export class BenchCitizen implements AsyncDisposable {
  readonly #parts: CitizenParts;
  #card: BenchCard | undefined;
  #scene: PlayedScene | RehearsedScene | undefined;
  #notice: Asked | undefined;
  /** A visit with this card is to come, or goes on. */
  #isVisitDue = false;
  /** Asked for at the moment. */
  #challenge: string | undefined;
  /** By `prove`, which sees to the challenge as it was told to. */
  #isDriven = false;
  readonly #stop: () => void;

  constructor(parts: CitizenParts) {
    this.#parts = parts;
    this.#stop = parts.kiosk.events.listen((event) => this.#follow(event));
  }

  /** @throws KioskError USAGE where nobody is proved here; IMAGE_UNREADABLE */
  async insert(body: CardBody): Promise<object> {
    const { reader, operatorCard } = this.#devices;
    const parts = { engine: () => this.#engine(), operatorCard };
    const { chip, what } = await benchCard(body, parts, this.#parts.signal);
    await this.insertChip(chip, what);
    // For whoever wants the fleet to know it.
    const known = chip === operatorCard ? { publicKey: operatorCard.publicKey } : {};
    return { card: what, model: chip.model, bus: reader.bus, ...known };
  }

  async insertChip(chip: VirtualChip, what: string): Promise<void> {
    this.#card = { chip, what };
    this.#isVisitDue = true;
    await this.#devices.reader.insert(chip);
  }

  async remove(): Promise<object> {
    await this.#devices.reader.remove();
    this.#card = undefined;
    return { card: null };
  }

  /** @throws KioskError USAGE, IMAGE_UNREADABLE, IMAGE_SIZE */
  async face(body: FaceBody): Promise<object> {
    const { camera } = this.#devices;
    await this.#endScene();
    if ('frames' in body) {
      await camera.show({ kind: 'stills', paths: body.frames, eachMs: STILL_MS });
      return { frames: body.frames.length };
    }
    const { signal } = this.#parts;
    const engine = await this.#engine();
    const photo = 'image' in body ? await decodePhoto(await fileBytes(body.image)) : await drawnFace(body.person);
    const [face] = await engine.find(photo, signal);
    if (!face && 'image' in body) {
      await camera.show({ kind: 'stills', paths: [body.image], eachMs: STILL_MS });
      return { frames: 1, face: false };
    }
    if (!face) throw new Error('a drawn face without a face');
    const scene = new PlayedScene();
    this.#scene = scene;
    await camera.show(await scene.begin({ photo, face, seed: body.seed }, body.as, signal));
    return { frames: 1, face: true, as: body.as };
  }

  /** One of the invented people, drawn into a file before they are asked for anything: for who measures the terminal. */
  async rehearsedFace(person: InventedName, path: string): Promise<void> {
    const { camera } = this.#devices;
    await this.#endScene();
    const { signal } = this.#parts;
    const photo = await drawnFace(person);
    const [face] = await (await this.#engine()).find(photo, signal);
    if (!face) throw new Error('a drawn face without a face');
    const { framesPerSecond } = camera.info;
    const how = { path, framesPerSecond, reactionMs: REACTION_MS };
    const scene = await RehearsedScene.rehearse({ photo, face, seed: 1 }, how, signal);
    this.#scene = scene;
    await camera.show((atMs) => scene.picture(atMs));
  }

  /** Parts of the chip that were read since it was inserted; nothing of cards that are no ID cards. */
  get reads(): readonly ReadSpan[] {
    const chip = this.#card?.chip;
    return chip instanceof VirtualThaiId ? chip.reads : [];
  }

  async noFace(): Promise<object> {
    await this.#devices.camera.blank();
    await this.#endScene();
    return { frames: 0 };
  }

  /** A code is held before the scanner. It is read only while a notice asks for it. */
  scan(text: string): object {
    this.#devices.scanner.show(text);
    return { shown: true };
  }

  /** A whole visit with the card that is inserted, from the notice to the answer. @throws KioskError USAGE without a card */
  async prove({ consent, challenge, mobile }: ProveBody): Promise<ProveAnswer> {
    const { events } = this.#parts.kiosk;
    const { answers, counter } = this.#proving;
    using limit = new Deadline(this.#parts.signal, VISIT_WITHIN_MS, () => late('a visit'));
    const answer = next(answers, limit.signal);
    answer.catch(() => undefined);
    const stop = events.listen((event) => {
      if (event.type === 'prove-mobile') typeMobile(counter, event, mobile);
      // It is told before it is asked.
      if (event.type === 'prove-services')
        queueMicrotask(() => counter.answerService(event.visit, event.services[0]?.id ?? ''));
      if (event.type === 'prove-challenge' && challenge === 'perform') void this.#perform(event.kind);
    });
    this.#isDriven = true;
    try {
      const notice = await this.#atNotice(answer, limit.signal);
      if (notice) counter.answerConsent(notice.visit, { choices: choicesOf(notice, consent), language: 'th' });
      return await answer;
    } finally {
      this.#isDriven = false;
      stop();
    }
  }

  /** Whoever stands before the camera while `work` goes on does what a clock visit or an enrolment by the face asks for, or lets it be. */
  async asked<T>(challenge: 'perform' | 'ignore', work: () => Promise<T>): Promise<T> {
    const stop = this.#parts.kiosk.events.listen((event) => {
      if (event.type === 'face-challenge' && challenge === 'perform') void this.#perform(event.kind);
    });
    return await work().finally(stop);
  }

  /** Whoever stands there does what the kiosk asks for at the moment; in a visit that goes on by hand. @throws KioskError USAGE */
  async challenge(): Promise<object> {
    const kind = this.#challenge;
    if (this.#isDriven) throw new KioskError('USAGE', { what: 'POST /bench/prove does what is asked, or lets it be' });
    if (kind === undefined) throw new KioskError('USAGE', { what: 'the kiosk asks for no movement at the moment' });
    await this.#perform(kind);
    return { challenge: kind };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await this.#endScene();
  }

  /** What finds the face in a picture. @throws KioskError of the models */
  async #engine(): Promise<FaceEngine> {
    return (await this.#parts.kiosk.faces.open(this.#parts.signal)).engine;
  }

  get #devices(): WalkUpDevices {
    return this.#parts.devices;
  }

  get #proving(): Proving {
    const { proving } = this.#parts.kiosk;
    if (proving.kind === 'closed') throw new KioskError('USAGE', { what: 'nobody is proved here', why: proving.why });
    return proving;
  }

  /** The notice of a visit that waits for an answer. */
  async #atNotice(answer: Promise<ProveAnswer>, signal: AbortSignal): Promise<Asked | undefined> {
    if (this.#notice) return this.#notice;
    const card = this.#card;
    if (!card) throw new KioskError('USAGE', { what: 'insert a card first: POST /bench/card' });
    const noticed = next(this.#parts.kiosk.events, signal, (event): event is Asked => event.type === 'prove-notice');
    noticed.catch(() => undefined);
    // One that was only just inserted is about to be noticed; where its visit is over, it is inserted anew.
    if (!this.#isVisitDue) await this.#devices.reader.insert(card.chip);
    using limit = new Deadline(signal, NOTICE_WITHIN_MS, () => late('the notice'));
    // A visit that never asks for consent ends by itself, and says why.
    return await abortable(Promise.race([noticed, answer.then(() => undefined)]), limit.signal);
  }

  async #perform(kind: string): Promise<void> {
    const challenge = CHALLENGE_NAMES.find((name): name is ChallengeName => name === kind);
    if (!challenge) return;
    try {
      await this.#scene?.perform(challenge, REACTION_MS, this.#parts.signal);
    } catch (fault) {
      if (!isFault(fault) && !this.#parts.signal.aborted) throw fault;
    }
  }

  async #endScene(): Promise<void> {
    const scene = this.#scene;
    this.#scene = undefined;
    if (!scene) return;
    await this.#devices.camera.blank();
    await scene[Symbol.asyncDispose]();
  }

  #follow(event: KioskEvent): void {
    if (event.type === 'prove-notice') this.#notice = event;
    if (event.type === 'prove' && event.state !== 'notice') this.#notice = undefined;
    if (event.type === 'prove' && event.state === 'answered') this.#isVisitDue = false;
    if (event.type === 'prove-challenge') this.#challenge = event.kind;
    if (event.type === 'prove' && event.state !== 'challenge') this.#challenge = undefined;
  }
}

/** Each is typed once it is asked for: by then the visit listens. A code that was wrong is not typed again. */
function typeMobile(
  counter: Proving['counter'],
  { asks, visit, complaint }: Extract<KioskEvent, { type: 'prove-mobile' }>,
  mobile: ProveBody['mobile'],
): void {
  if (asks === 'nothing') return;
  if (!mobile || complaint !== null) counter.answerMobile(visit, { act: 'skip' });
  else if (asks === 'number') counter.answerMobile(visit, { act: 'number', mobile: new Sensitive(mobile.number) });
  else counter.answerMobile(visit, { act: 'code', code: new Sensitive(mobile.code) });
}

/** Whatever is not named is declined. */
const choicesOf = ({ purposes }: Asked, agreed: readonly string[]): ConsentChoices =>
  Object.fromEntries(purposes.map(({ id }) => [id, agreed.includes(id)]));

const late = (doing: string): KioskError => new KioskError('HAL_TIMEOUT', { doing });

function next<T, U extends T = T>(
  values: Listenable<T>,
  signal: AbortSignal,
  isIt: (value: T) => value is U = (_): _ is U => true,
): Promise<U> {
  let stop = (): void => undefined;
  const value = new Promise<U>((resolve) => {
    stop = values.listen((value) => {
      if (isIt(value)) resolve(value);
    });
  });
  return abortable(value, signal).finally(stop);
}
