// Whom the fleet of an ordeal sends to its terminal: a register, changed now and then, and real pushes of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { FleetKeys, type FleetRegister, openSqliteRegister, operatorFile } from '../../cloud-bridge/fleet/index.ts';
import { extractTemplate } from '../../models/laboratory.ts';
import { type DesiredFinger, encodeFingerMinutiae, systemClock } from '../../protocol/index.ts';
import { readGrayImage } from '../images/read-gray-image.ts';
import type { Fingertip } from './cast.ts';
import type { Draw } from './damage.ts';

/** Without fingers: so many make a change that takes a while. */
const CROWD = 150;
const [STAFF, TOGETHER] = ['staff', 'crowd'];
const PROVEN_WITHIN_S = 90;
const DPI = 500;
const KEPT_CHARS = 1000;
const everywhere = { kind: 'everywhere', name: '' } as const;
const toGroup = (name: string) => ({ to: { kind: 'group', name }, at: everywhere, effect: 'allow' }) as const;

export interface PeopleSideParts {
  /** Path of `ridgectl.js`. */
  readonly program: string;
  /** File of the fleet's store. */
  readonly store: string;
  readonly broker: string;
  readonly cast: readonly Fingertip[];
}

/** One `ridgectl push` under way. */
export interface Push {
  /** Once the terminal has been told something: a part of a table. */
  readonly sent: Promise<void>;
  /** Whether its own report proves that it has whom it is to have. */
  readonly proven: Promise<boolean>;
  /** The last of what it has said, by which one that was not proven is explained. */
  said(): string;
  end(): Promise<void>;
}

export class PeopleSide implements AsyncDisposable {
  readonly #parts: PeopleSideParts;
  readonly #register: FleetRegister;
  /** Those of the cast whom only the fleet enrols. */
  readonly #staff: readonly (Fingertip & { readonly owner: string })[];

  private constructor(parts: PeopleSideParts, register: FleetRegister) {
    this.#parts = parts;
    this.#register = register;
    this.#staff = parts.cast.flatMap((tip) =>
      tip.enrolledBy === 'fleet' && tip.owner ? [{ ...tip, owner: tip.owner }] : [],
    );
  }

  static async open(parts: PeopleSideParts): Promise<PeopleSide> {
    const register = await openSqliteRegister(parts.store, systemClock);
    const side = new PeopleSide(parts, register);
    if ((await register.grants.all()).length === 0) await side.#begin();
    return side;
  }

  async keys(): Promise<FleetKeys> {
    return await FleetKeys.open(operatorFile(this.#parts.store), 'operator');
  }

  async #begin(): Promise<void> {
    for (let n = 0; n < CROWD; n += 1)
      await this.#register.people.add({ code: `C${n}`, nameTh: `คนที่ ${n}`, group: TOGETHER });
    await this.#register.grants.add(toGroup(STAFF), 'ordeal');
  }

  /** Some come, some go, a crowd comes or goes: at least one of them. Resolves with the codes that the terminal is to know. */
  async change(draw: Draw): Promise<readonly string[]> {
    const first = draw(this.#staff.length + 1);
    for (const [at, tip] of this.#staff.entries()) if (at === first || draw(3) === 0) await this.#turn(tip);
    if (first === this.#staff.length || draw(3) === 0) await this.#turnCrowd();
    return await this.codes();
  }

  /** Whom the terminal is to know. */
  async codes(): Promise<readonly string[]> {
    const hasCrowd = (await this.#crowdGrant()) !== undefined;
    const people = await this.#register.people.all();
    return people.filter(({ group }) => hasCrowd || group !== TOGETHER).map(({ code }) => code);
  }

  async #turn({ owner, enrolment }: { readonly owner: string; readonly enrolment: readonly string[] }): Promise<void> {
    const { people, templates } = this.#register;
    const known = await people.byCode(owner);
    if (known) {
      await people.remove(known.id);
      return await templates.forget(known.id);
    }
    const { id } = await people.add({ code: owner, nameTh: 'สมศักดิ์ ใจดี', nameEn: 'Somsak Chaidee', group: STAFF });
    await templates.replace(id, [await fingerIn(enrolment)]);
  }

  async #turnCrowd(): Promise<void> {
    const grant = await this.#crowdGrant();
    if (grant) await this.#register.grants.remove(grant.id);
    else await this.#register.grants.add(toGroup(TOGETHER), 'ordeal');
  }

  async #crowdGrant() {
    return (await this.#register.grants.all()).find(({ to }) => to.name === TOGETHER);
  }

  push(): Push {
    const { program, store, broker } = this.#parts;
    const words = ['push', '--store', `sqlite:${store}`, '--broker', broker, '--within', String(PROVEN_WITHIN_S)];
    const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    const over = once(child, 'exit');
    let said = '';
    const told = new Promise<void>((resolve) => {
      child.stderr.on('data', (text) => {
        said = `${said}${text}`.slice(-KEPT_CHARS);
        if (PART.test(String(text))) resolve();
      });
    });
    return {
      sent: Promise.race([told, over.then(() => undefined)]),
      proven: over.then(([code]) => code === 0),
      said: () => said,
      end: () => ended(child, over),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#register[Symbol.asyncDispose]();
  }
}

/** As push tells it. */
const PART = /\d+ of \d+/;

async function ended(child: ChildProcess, over: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await over;
}

/** As an office would have captured it. */
async function fingerIn(images: readonly string[]): Promise<DesiredFinger> {
  const impressions = [];
  for (const path of images) {
    const { template } = extractTemplate(await readGrayImage(path, DPI));
    const record = Buffer.from(encodeFingerMinutiae(template)).toString('base64');
    impressions.push({ record, quality: 80, sensor: 'office', enroller: 'officer-1', atMs: 1 });
  }
  return { finger: 'right-index', consentId: 'C-1', impressions };
}
