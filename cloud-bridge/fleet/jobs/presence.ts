// Which connection each terminal is on, as its latest birth says. Nobody signs it: it decides where to try, and nothing else.
import { readJson, statusSchema, terminalName } from '../../../protocol/index.ts';
import type { Letter } from '../letter-lane.ts';

/** Of names whose key nobody knows: whoever makes them up pushes out made-up ones alone. */
const MOST_STRANGERS = 1000;

type Connections = Map<string, string>;

export class Presence {
  readonly #known: Connections = new Map();
  readonly #strangers: Connections = new Map();

  /** What is no status changes nothing. @param isKnown whether the fleet knows the terminal's key */
  hear({ address, payload }: Letter, isKnown: boolean): void {
    const status = statusIn(payload);
    const name = terminalName(address);
    // The will of an earlier connection may be published late.
    const isEnd = status?.state === 'offline' && status.connection === this.connectionOf(name);
    if (status?.state !== 'online' && !isEnd) return;
    for (const connections of [this.#known, this.#strangers]) connections.delete(name);
    if (status.state === 'online') (isKnown ? this.#known : this.#strangers).set(name, status.connection);
    const [oldest] = this.#strangers.keys();
    if (oldest !== undefined && this.#strangers.size > MOST_STRANGERS) this.#strangers.delete(oldest);
  }

  /** Undefined where it is off line. @param terminal SITE.TERMINAL */
  connectionOf(terminal: string): string | undefined {
    return this.#known.get(terminal) ?? this.#strangers.get(terminal);
  }
}

function statusIn(payload: Uint8Array) {
  try {
    return statusSchema.safeParse(readJson(payload)).data;
  } catch {
    return undefined;
  }
}
