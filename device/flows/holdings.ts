// Everything of the person that a visit holds in memory, so that all of it can be zeroed at its end, whatever the end.
import { bytesOfFrame, type Frame } from '../../hal/index.ts';
import type { Sensitive } from '../../protocol/index.ts';

export class Holdings implements Disposable {
  readonly #wipes = new Set<() => void>();

  frame(frame: Sensitive<Frame>): Sensitive<Frame> {
    return this.keep(frame, bytesOfFrame);
  }

  /** @param bytesOf what is zeroed; strings in it can only be forgotten */
  keep<T>(value: Sensitive<T>, bytesOf: (value: T) => Iterable<Uint8Array> = () => []): Sensitive<T> {
    this.#wipes.add(() => value.wipe(bytesOf));
    return value;
  }

  /** Numbers of a template are worth as much as the face. */
  template<T extends { readonly values: Float32Array }>(template: T): T {
    this.#wipes.add(() => template.values.fill(0));
    return template;
  }

  bytes(bytes: Uint8Array): Uint8Array {
    this.#wipes.add(() => bytes.fill(0));
    return bytes;
  }

  get count(): number {
    return this.#wipes.size;
  }

  [Symbol.dispose](): void {
    for (const wipe of this.#wipes) wipe();
    this.#wipes.clear();
  }
}
