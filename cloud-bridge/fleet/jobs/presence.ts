// Which connection each terminal is on, as its latest birth says. Nobody signs it: it decides where to try, and nothing else.
import { statusSchema, terminalName } from '../../../protocol/index.ts';
import type { Letter } from '../letter-box.ts';

/** Far more than a fleet has: whoever makes up names pushes out made-up ones first. */
const MOST_TERMINALS = 20_000;

export class Presence {
  readonly #connections = new Map<string, string>();

  /** What is no status changes nothing. */
  hear({ address, payload }: Letter): void {
    const status = statusIn(payload);
    const name = terminalName(address);
    if (status?.state === 'online') this.#connections.set(name, status.connection);
    // The will of an earlier connection may be published late.
    else if (status?.connection === this.#connections.get(name)) this.#connections.delete(name);
    const [oldest] = this.#connections.keys();
    if (oldest !== undefined && this.#connections.size > MOST_TERMINALS) this.#connections.delete(oldest);
  }

  /** Undefined where it is off line. @param terminal SITE.TERMINAL */
  connectionOf(terminal: string): string | undefined {
    return this.#connections.get(terminal);
  }
}

function statusIn(payload: Uint8Array) {
  try {
    return statusSchema.safeParse(JSON.parse(new TextDecoder().decode(payload))).data;
  } catch {
    return undefined;
  }
}
