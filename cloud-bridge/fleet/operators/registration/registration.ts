// One security key, from the first question of its page to its being kept.
import { isFault, type SecurityKey } from '../../../../protocol/index.ts';
import { askForCredential, type GivenCredential, readCredential } from './new-credential.ts';
import { OneTimePass } from './one-time-pass.ts';
import type { RegistrationWord } from './registration-words.ts';

export type NewKey = Omit<SecurityKey, 'label'>;

export interface RegistrationParts {
  /** Whose key it is to be. */
  readonly who: string;
  /** Ids of all credentials that there are. */
  readonly known: readonly string[];
  /** Once a key is as it must be. What it throws of USAGE is told on the page, and another key may be tried. */
  readonly keep: (key: NewKey) => Promise<void>;
}

export interface Refusal {
  readonly status: number;
  readonly word: RegistrationWord;
  readonly detail?: string;
}

export class Registration {
  readonly pass = new OneTimePass();
  readonly kept: Promise<void>;
  origin = '';
  readonly #parts: RegistrationParts;
  /** The page was told that a key is kept. */
  tell = (): void => undefined;
  #fail = (_reason: unknown): void => undefined;
  #challenge: string | undefined;
  #keeping: Promise<Refusal | undefined> | undefined;
  #state: 'open' | 'kept' | 'ended' = 'open';

  constructor(parts: RegistrationParts) {
    this.#parts = parts;
    this.kept = new Promise((resolve, reject) => {
      this.tell = resolve;
      this.#fail = reject;
    });
    // Whoever has closed the page waits for it no longer.
    this.kept.catch(() => undefined);
  }

  async ask() {
    const options = await askForCredential(this.#parts.who, this.#parts.known);
    this.#challenge = options.challenge;
    return options;
  }

  /** Undefined: it is kept. One after the other, for each pass is good once. */
  async take(credential: GivenCredential): Promise<Refusal | undefined> {
    const challenge = this.#challenge;
    this.#challenge = undefined;
    if (challenge === undefined) return { status: 400, word: 'malformed' };
    const read = await readCredential(credential, { challenge, origin: this.origin });
    if ('wrong' in read) return { status: 400, word: read.wrong };
    if (this.#state !== 'open') return { status: 410, word: 'gone' };
    this.#keeping = this.#keep(read.key);
    return await this.#keeping;
  }

  async end(): Promise<boolean> {
    await this.#keeping;
    if (this.#state === 'open') this.#state = 'ended';
    return this.#state === 'kept';
  }

  async #keep(key: NewKey): Promise<Refusal | undefined> {
    try {
      await this.#parts.keep(key);
      this.#state = 'kept';
      return undefined;
    } catch (reason) {
      if (isFault(reason, 'USAGE'))
        return { status: 409, word: 'refused', detail: String(reason.context['why'] ?? '') };
      this.#fail(reason);
      return { status: 500, word: 'refused' };
    }
  }
}
