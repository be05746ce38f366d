// Enrolments that wait for a decision, as an officer sees and decides them.
import { KioskError } from '../../../../protocol/index.ts';
import { type BookedCapture, CaptureBook, type CaptureBookParts } from '../capture-book.ts';
import type { RegisteredPerson } from '../people-register.ts';
import type { RegisterView } from './register-view.ts';

export class ViewedCaptures extends CaptureBook {
  readonly #people: CaptureBookParts['people'];
  readonly #view: RegisterView;

  /** @param parts with everybody: whether a code is registered does not hang on who looks */
  constructor(parts: CaptureBookParts, view: RegisterView) {
    super(parts);
    this.#people = parts.people;
    this.#view = view;
  }

  override async held(): Promise<readonly BookedCapture[]> {
    const held = await super.held();
    const seen = await Promise.all(held.map((capture) => this.#isSeen(capture)));
    return held.filter((_, at) => seen[at]);
  }

  override async accept(id: string, by: string): Promise<RegisteredPerson> {
    const { fields } = await this.#mustBeSeen(id);
    const known = await this.#people.byCode(fields.code);
    if (this.#view.isSelf(known ?? { id: '', code: fields.code }))
      this.#view.mustNotBeAlone('it enrols the officer who accepts it');
    const person = await super.accept(id, by);
    this.#note(id, fields.code, 'taken');
    return person;
  }

  override async refuse(id: string, by: string): Promise<BookedCapture> {
    await this.#mustBeSeen(id);
    const refused = await super.refuse(id, by);
    this.#note(id, refused.fields.code, 'refused');
    return refused;
  }

  #note(id: string, code: string, outcome: string): void {
    this.#view.note({ kind: 'capture', id, before: { code, outcome: 'held' }, after: { code, outcome } });
  }

  async #isSeen({ fields }: BookedCapture): Promise<boolean> {
    return this.#view.sees((await this.#people.byCode(fields.code)) ?? fields);
  }

  async #mustBeSeen(id: string): Promise<BookedCapture> {
    const capture = (await this.held()).find((one) => one.id === id);
    if (capture) return capture;
    throw new KioskError('USAGE', { why: `nothing is held as ${id} (ridgectl captures list)` });
  }
}
