// Whoever has the printed address may ask once, and gets what the next question needs: nobody else who runs something on this machine does.
import { randomBytes, timingSafeEqual } from 'node:crypto';

const PASS_BYTES = 32;

const newPass = (): string => randomBytes(PASS_BYTES).toString('base64url');

export class OneTimePass {
  #next = newPass();

  /** What the next question has to carry. */
  get next(): string {
    return this.#next;
  }

  /** True once for each; from then on another is needed. */
  take(given: string): boolean {
    const [own, theirs] = [Buffer.from(this.#next), Buffer.from(given)];
    if (own.length !== theirs.length || !timingSafeEqual(own, theirs)) return false;
    this.#next = newPass();
    return true;
  }
}
