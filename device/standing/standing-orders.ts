// Orders that last: which policy, which settings, whom the terminal believes, who is let in at it. The newest of each kind is kept, sealed, and holds from the next start on.
import { rm } from 'node:fs/promises';
import { z } from 'zod';
import {
  fleetJwksSchema,
  isFault,
  type JournalPayload,
  KioskError,
  type OpenedOrder,
  type OrderedOf,
  orderedSchema,
  type SiteOperator,
} from '../../protocol/index.ts';
import {
  type ConfigCheck,
  checkConfig,
  invalidBy,
  POLICY,
  type Policy,
  policyWith,
  type SettingsState,
} from '../config/index.ts';
import { type SealedFile, storeFault } from '../store/index.ts';
import { mustBeDistinct } from './distinct-operators.ts';
import { mustBeEnough } from './enough-trust.ts';
import { type Holding, holdingOf } from './holding.ts';
import { KEY_COUNTERS } from './key-counters.ts';
import { standingEntry } from './standing-entry.ts';
import { type StandingPlace, standingFiles, standingPath } from './standing-file.ts';

export const STANDING_KINDS = ['policy', 'settings', 'trust', 'operators'] as const;
export type StandingKind = (typeof STANDING_KINDS)[number];

export const isStanding = (kind: string): kind is StandingKind => STANDING_KINDS.some((known) => known === kind);

const standingSchema = z.strictObject({
  order: z.string(),
  by: z.string(),
  /** Names of the keys. */
  orderedBy: z.string(),
  approvedBy: z.string().nullable(),
  takenMs: z.number(),
  what: orderedSchema,
  /** What held until then. */
  before: orderedSchema.optional(),
  /** Whether the journal has its entry; those of before have no other. */
  isTold: z.boolean().default(true),
});
export type StandingOrder<K extends StandingKind = StandingKind> = Readonly<
  Omit<z.infer<typeof standingSchema>, 'what' | 'before'>
> & { readonly what: OrderedOf<K>; readonly before?: OrderedOf<StandingKind> | undefined };

/** Whether settings go together with what stands at this site. */
type CheckSettings = (settings: SettingsState) => ConfigCheck;

interface OrdersPlace extends StandingPlace {
  /** Without it they are looked at by themselves. */
  readonly checkSettings?: CheckSettings | undefined;
}

const byThemselves: CheckSettings = (settings) => checkConfig({ fleet: settings, env: {} });

export class StandingOrders {
  readonly #files: ReadonlyMap<StandingKind, SealedFile>;
  readonly #held: Map<StandingKind, StandingOrder>;
  readonly #checkSettings: CheckSettings;

  private constructor(
    files: ReadonlyMap<StandingKind, SealedFile>,
    held: Map<StandingKind, StandingOrder>,
    checkSettings: CheckSettings,
  ) {
    this.#files = files;
    this.#held = held;
    this.#checkSettings = checkSettings;
  }

  /**
   * @param onFault of one that does not open: the terminal is then as if it had never come, which the fleet sees by its birth
   * @throws KioskError KEY_UNAVAILABLE
   */
  static async open(
    { checkSettings = byThemselves, ...place }: OrdersPlace,
    onFault: (fault: KioskError) => void,
  ): Promise<StandingOrders> {
    const fileOf = await standingFiles(place);
    const files = new Map(STANDING_KINDS.map((kind) => [kind, fileOf(kind)]));
    const held = new Map<StandingKind, StandingOrder>();
    for (const [kind, file] of files) {
      const standing = await readFrom(file, onFault);
      if (standing) held.set(kind, standing);
    }
    return new StandingOrders(files, held, checkSettings);
  }

  of<K extends StandingKind>(kind: K): StandingOrder<K> | undefined {
    return this.#held.get(kind) as StandingOrder<K> | undefined; // kept under its kind, and under no other
  }

  /** 0: none. */
  versionOf(kind: StandingKind): number {
    return this.#held.get(kind)?.what.version ?? 0;
  }

  /** Built in, and what a signed one changes of it. A signed one that this software does not understand, any more or yet, changes nothing. */
  policy(): { readonly policy: Policy; readonly holding: Holding } {
    const version = this.versionOf('policy');
    const standing = this.of('policy');
    try {
      return { policy: standing ? policyWith(standing.what) : POLICY, holding: holdingOf(version) };
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      return { policy: POLICY, holding: holdingOf(version, fault) };
    }
  }

  /** Whom the terminal believes by order of the fleet; null: as it was set up on site, also where this software does not understand the order. */
  trust(): { readonly keys: readonly unknown[] | null; readonly holding: Holding } {
    const version = this.versionOf('trust');
    const { keys = null } = this.of('trust')?.what ?? {};
    const read = fleetJwksSchema.safeParse({ keys: keys ?? [] });
    if (read.success) return { keys, holding: holdingOf(version) };
    return { keys: null, holding: holdingOf(version, notUnderstood(read.error)) };
  }

  /** Who is let in at the terminal itself; nobody where the fleet has not said. */
  operators(): { readonly operators: readonly SiteOperator[]; readonly holding: Holding } {
    const operators = this.of('operators')?.what.operators ?? [];
    return { operators, holding: holdingOf(this.versionOf('operators')) };
  }

  /**
   * From the next start on. That an officer of the right has given it was looked at before. The journal is to be told next (`tell`).
   * @returns false where one of this version or a later one is held already
   * @throws KioskError CONFIG_INVALID where it cannot be followed; STORE_*
   */
  async take({ order, orderedBy, approvedBy }: OpenedOrder, takenMs: number): Promise<boolean> {
    const { what, id, by } = order;
    if (!isStandingOrdered(what)) throw new TypeError(`${what.kind} is no order that lasts`);
    if (what.version <= this.versionOf(what.kind)) return false;
    await this.#mustHold(what);
    const before = this.of(what.kind)?.what;
    await this.#keep({ order: id, by, orderedBy, approvedBy, takenMs, what, before, isTold: false });
    return true;
  }

  /** As if the newest of this kind had never come. @throws KioskError STORE_* */
  async putBack(kind: StandingKind, before: StandingOrder | undefined): Promise<void> {
    if (before) return await this.#keep(before);
    await this.#files.get(kind)?.remove();
    this.#held.delete(kind);
  }

  /**
   * An entry of each that the journal has none of: after a cut between the two it is written at the next start; twice at worst, where even
   * the mark cannot be kept.
   * @throws KioskError JOURNAL_FULL; of the journal's store
   */
  async tell(
    journal: { append(payload: JournalPayload): unknown },
    noteFault: (fault: unknown) => void,
  ): Promise<void> {
    for (const standing of this.#held.values()) {
      if (standing.isTold) continue;
      journal.append(standingEntry(standing.what, standing.before));
      await this.#keep({ ...standing, isTold: true }).catch(noteFault);
    }
  }

  async #keep(standing: StandingOrder): Promise<void> {
    const { kind } = standing.what;
    await this.#files.get(kind)?.replace(JSON.stringify(standing));
    this.#held.set(kind, standing);
  }

  /** Of what is ordered, all that can be known beforehand. @throws KioskError CONFIG_INVALID */
  async #mustHold(what: OrderedOf<StandingKind>): Promise<void> {
    if (what.kind === 'policy') policyWith(what);
    else if (what.kind === 'trust') await mustBeEnough(what.keys);
    else if (what.kind === 'operators') mustBeDistinct(what.operators);
    else {
      const check = this.#checkSettings(what);
      if (!check.ok) throw invalidBy(check.mistakes);
    }
  }
}

const notUnderstood = (error: z.ZodError): KioskError =>
  new KioskError('CONFIG_INVALID', { what: 'trust', detail: `trust: ${z.prettifyError(error)}` }, error);

/** A terminal that joins a fleet anew holds nothing of the one before. @throws KioskError STORE_* */
export async function forgetStanding(dataDir: string): Promise<void> {
  for (const what of [...STANDING_KINDS, KEY_COUNTERS]) {
    const path = standingPath(dataDir, what);
    await rm(path, { force: true }).catch((error: unknown) => {
      throw storeFault(error, path);
    });
  }
}

const isStandingOrdered = (what: OpenedOrder['order']['what']): what is OrderedOf<StandingKind> =>
  isStanding(what.kind);

async function readFrom(file: SealedFile, onFault: (fault: KioskError) => void): Promise<StandingOrder | undefined> {
  try {
    const text = await file.read();
    const read = text === undefined ? undefined : standingSchema.parse(JSON.parse(text));
    if (!read || !isStandingOrdered(read.what)) return undefined;
    const before = read.before && isStandingOrdered(read.before) ? read.before : undefined;
    return { ...read, what: read.what, before };
  } catch (error) {
    if (error instanceof KioskError) onFault(error);
    else if (error instanceof z.ZodError) onFault(new KioskError('STORE_CORRUPT', { what: 'standing' }, error));
    else throw error;
    return undefined;
  }
}
