// What a monitor has to remember across a restart: alerts that stand, and messages that nobody has taken yet.
import { open, readFile, rename } from 'node:fs/promises';
import { z } from 'zod';
import { KioskError } from '../../../../protocol/index.ts';
import { keyOf } from '../rules/judge.ts';
import { type AlertMessage, alertMessageSchema } from '../webhook/alert-message.ts';
import { type Alert, alertSchema } from './alert-book.ts';

/** A file, not a table: the monitor needs no right to write to the fleet's store, and what it has told is its own. */
const stateSchema = z.object({
  version: z.literal(1),
  alerts: z.array(alertSchema).readonly(),
  /** For each address, the oldest first. */
  waiting: z.record(z.string(), z.array(alertMessageSchema).readonly()),
});
type State = Readonly<z.infer<typeof stateSchema>>;

/** For each address; the oldest make room, and are counted. */
const MOST_WAITING = 1000;

export class MonitorState {
  readonly #file: string;
  #alerts: readonly Alert[];
  readonly #waiting: Map<string, readonly AlertMessage[]>;
  #dropped = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, state: State, addresses: readonly string[]) {
    this.#file = file;
    this.#alerts = state.alerts;
    // What waits for an address that is not told any more is over.
    this.#waiting = new Map(addresses.map((address) => [address, state.waiting[address] ?? []]));
  }

  /**
   * Begins anew where there is no file; one that cannot be understood is put aside, not lost.
   * @returns also where it was put. @throws KioskError STORE_FAILED
   */
  static async open(
    file: string,
    addresses: readonly string[],
  ): Promise<{ readonly state: MonitorState; readonly aside: string | undefined }> {
    const text = await textOf(file);
    const known = text === undefined ? NOTHING : parsed(text);
    const aside = known ? undefined : `${file}.unreadable`;
    if (aside !== undefined) await rename(file, aside).catch(failing(file));
    return { state: new MonitorState(file, known ?? NOTHING, addresses), aside };
  }

  get alerts(): readonly Alert[] {
    return this.#alerts;
  }

  /** Messages that had to make room for newer ones. */
  get dropped(): number {
    return this.#dropped;
  }

  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, { length }) => sum + length, 0);
  }

  first(address: string): AlertMessage | undefined {
    return this.#waiting.get(address)?.[0];
  }

  /** Kept on the disk before it resolves: only then may anybody be told. @throws KioskError STORE_FAILED */
  async turn(alerts: readonly Alert[], messages: readonly AlertMessage[]): Promise<void> {
    const isNews = messages.length > 0 || lifeOf(alerts) !== lifeOf(this.#alerts);
    this.#alerts = alerts;
    if (!isNews) return;
    for (const [address, before] of this.#waiting) {
      const all = [...before, ...messages];
      this.#dropped += Math.max(0, all.length - MOST_WAITING);
      this.#waiting.set(address, all.slice(-MOST_WAITING));
    }
    await this.#write();
  }

  /** The address has it, or nobody tries any more. @throws KioskError STORE_FAILED */
  async done(address: string, id: string): Promise<void> {
    const before = this.#waiting.get(address) ?? [];
    this.#waiting.set(
      address,
      before.filter((message) => message.id !== id),
    );
    await this.#write();
  }

  /** One after the other: two at once would take each other's draft. */
  async #write(): Promise<void> {
    const write = this.#writing.then(() => this.#writeNow());
    this.#writing = write.catch(() => undefined);
    await write;
  }

  async #writeNow(): Promise<void> {
    const state: State = { version: 1, alerts: this.#alerts, waiting: Object.fromEntries(this.#waiting) };
    const draft = `${this.#file}.part`;
    try {
      const file = await open(draft, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify(state));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.#file);
    } catch (cause) {
      throw failed(this.#file, cause);
    }
  }
}

/** Figures change with each look; what has to survive seldom does. */
const lifeOf = (alerts: readonly Alert[]): string =>
  JSON.stringify(alerts.map((alert) => [keyOf(alert), alert.sinceMs, alert.firedMs, alert.times]));

const NOTHING: State = { version: 1, alerts: [], waiting: {} };

const failed = (file: string, cause: unknown): KioskError => new KioskError('STORE_FAILED', { file }, cause);

const failing =
  (file: string) =>
  (cause: unknown): never => {
    throw failed(file, cause);
  };

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw failed(file, cause);
  }
}

function parsed(text: string): State | undefined {
  try {
    return stateSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
