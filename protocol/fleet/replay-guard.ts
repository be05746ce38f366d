// Remembers which signed messages were heard, within a bound.

export type Admission = 'fresh' | 'replayed' | 'full';

/**
 * When it is full of messages that are still valid, a harmless one makes it forget the oldest; any other is refused,
 * because forgetting would let it be played again. Only messages of a trusted key come this far.
 */
export class ReplayGuard {
  readonly #capacity: number;
  readonly #expiryByIdMs = new Map<string, number>();

  constructor(capacity = 4096) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#expiryByIdMs.size;
  }

  admit(id: string, when: { expiresMs: number; nowMs: number; harmlessAgain: boolean }): Admission {
    if (this.#expiryByIdMs.has(id)) return 'replayed';
    if (this.#expiryByIdMs.size >= this.#capacity) this.#dropExpired(when.nowMs);
    if (this.#expiryByIdMs.size >= this.#capacity) {
      if (!when.harmlessAgain) return 'full';
      this.#dropOldest();
    }
    this.#expiryByIdMs.set(id, when.expiresMs);
    return 'fresh';
  }

  #dropExpired(nowMs: number): void {
    for (const [id, expiresMs] of this.#expiryByIdMs) if (expiresMs < nowMs) this.#expiryByIdMs.delete(id);
  }

  #dropOldest(): void {
    const [oldest] = this.#expiryByIdMs.keys();
    if (oldest !== undefined) this.#expiryByIdMs.delete(oldest);
  }
}
