// The fleet of an ordeal: a real broker, an ingest in a process of its own, its store in a file; each may be killed and comes up again.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Mosquitto } from '../../cloud-bridge/fixtures/mosquitto.ts';
import { until } from '../../cloud-bridge/fixtures/until.ts';
import { FleetKeys, keysFile, SqliteFleetStore } from '../../cloud-bridge/fleet/index.ts';
import { Wire } from './wire.ts';

const PATIENCE_MS = 60_000;
const MQTT_PORT = /\d+$/;
const PAGE = 5000;

type Broker = Awaited<ReturnType<typeof Mosquitto.start>>;

export class FleetSide implements AsyncDisposable {
  readonly wire: Wire;
  readonly broker: Broker;
  readonly #program: string;
  readonly #folder: string;
  readonly #trusted: FleetKeys[] = [];
  #ingest: ChildProcess | undefined;

  private constructor(parts: { program: string; folder: string; broker: Broker; wire: Wire }) {
    this.#program = parts.program;
    this.#folder = parts.folder;
    this.broker = parts.broker;
    this.wire = parts.wire;
  }

  /** @param program path of `ridgectl.js` @param folder keeps its store from one ordeal to the next */
  static async open(program: string, folder: string): Promise<FleetSide> {
    const broker = await Mosquitto.start();
    const wire = await Wire.to(Number(MQTT_PORT.exec(broker.url)?.[0]));
    const side = new FleetSide({ program, folder, broker, wire });
    const keys = await FleetKeys.open(keysFile(side.file));
    await side.isTrusted(keys);
    await side.ingestUp();
    return side;
  }

  /** Of its store. */
  get file(): string {
    return join(this.#folder, 'fleet.db');
  }

  /** By the terminal, from its next start on. */
  async isTrusted(...parties: readonly FleetKeys[]): Promise<void> {
    this.#trusted.push(...parties);
    await writeFile(
      this.trustFile,
      JSON.stringify({ keys: this.#trusted.flatMap((party) => party.publicJwks().keys) }),
    );
  }

  get trustFile(): string {
    return join(this.#folder, 'trust.json');
  }

  /** As the terminal's configuration names it. */
  get url(): string {
    return `mqtt://127.0.0.1:${this.wire.port}`;
  }

  async ingestUp(): Promise<void> {
    const words = ['ingest', '--store', `sqlite:${this.file}`, '--broker', this.broker.url];
    const child = spawn(process.execPath, [this.#program, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#ingest = child;
    let said = '';
    child.stderr.on('data', (text) => {
      said = `${said}${text}`.slice(-4096);
    });
    const isUp = (): boolean => {
      if (child.exitCode !== null) throw new Error(`the ingest has ended: ${said}`);
      return said.includes('online');
    };
    await until('the ingest listens', isUp, PATIENCE_MS);
  }

  async killIngest(): Promise<void> {
    const child = this.#ingest;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** How often the fleet has each number of a journal, and under which hash; what it complains of. */
  async look(journalId: string): Promise<FleetLook> {
    await using store = await SqliteFleetStore.open(this.file, { readOnly: true });
    const stored = new Map<number, readonly string[]>();
    for (let id = 0; ; ) {
      const page = await store.entriesAfter(id, { limit: PAGE });
      for (const { seq, hash, journalId: of } of page)
        if (of === journalId) stored.set(seq, [...(stored.get(seq) ?? []), hash]);
      const last = page.at(-1);
      if (!last) break;
      id = last.id;
    }
    return { stored, incidents: (await store.incidents(PAGE)).map(({ kind }) => kind) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killIngest();
    await this.wire[Symbol.asyncDispose]();
    await this.broker[Symbol.asyncDispose]();
  }
}

export interface FleetLook {
  readonly stored: ReadonlyMap<number, readonly string[]>;
  readonly incidents: readonly string[];
}
