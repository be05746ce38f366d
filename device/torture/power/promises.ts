// What a terminal has said to be durable, held against what it finds after its power was cut.
import type { Found, Said } from './said.ts';

export class Promises {
  readonly #hashes = new Map<number, string>();
  readonly #people = new Set<string>();
  readonly #gone = new Set<string>();
  readonly #evidence = new Set<string>();
  readonly #shredded = new Set<string>();
  #lastSeq = 0;
  #acknowledged = 0;
  #failures = 0;
  #revision = 0;
  #tableHash = '';
  #control = 0;
  /** Rows of the control that a cut has taken: none, and the cut would prove nothing. */
  controlRowsLost = 0;
  /** All that was said to be durable. */
  count = 0;

  /** @returns what must not be; empty for a promise */
  hear(said: Said): readonly string[] {
    if (said.is === 'found') return this.#compare(said);
    if (said.is === 'broken') return [said.what];
    this.#keep(said);
    return [];
  }

  #keep(said: Exclude<Said, { readonly is: 'found' | 'broken' }>): void {
    this.count += 1;
    switch (said.is) {
      case 'entry':
        this.#hashes.set(...said.entry);
        this.#lastSeq = said.entry[0];
        return;
      case 'acknowledged':
        this.#acknowledged = said.seq;
        return;
      case 'person':
        this.#people.add(said.code);
        return;
      case 'removing':
        this.#people.delete(said.code);
        return;
      case 'gone':
        this.#gone.add(said.code);
        return;
      case 'failures':
        this.#failures = said.count;
        return;
      case 'evidence':
        this.#evidence.add(said.id);
        return;
      case 'shredding':
        this.#evidence.delete(said.id);
        return;
      case 'shredded':
        this.#shredded.add(said.id);
        return;
      case 'table':
        this.#revision = said.table.revision;
        this.#tableHash = said.table.hash;
        return;
      case 'control':
        this.#control = said.row;
    }
  }

  #compare(found: Found): readonly string[] {
    this.controlRowsLost += Math.max(0, this.#control - found.control);
    this.#control = found.control;
    return [...this.#journalWrong(found), ...this.#peopleWrong(found), ...this.#restWrong(found)];
  }

  #journalWrong({ intact, lastSeq, acknowledged, entries }: Found): readonly string[] {
    const here = new Map(entries);
    const missing = [...this.#hashes].filter(([seq]) => !here.has(seq) && seq > acknowledged);
    const other = entries.filter(([seq, hash]) => (this.#hashes.get(seq) ?? hash) !== hash);
    return [
      ...(intact ? [] : ['the chain of the journal is broken']),
      ...(lastSeq < this.#lastSeq ? [`entry ${this.#lastSeq} was said, the last is ${lastSeq}`] : []),
      ...(acknowledged < this.#acknowledged ? [`acknowledged up to ${this.#acknowledged}, known ${acknowledged}`] : []),
      ...missing.map(([seq]) => `entry ${seq} is gone`),
      ...other.map(([seq]) => `entry ${seq} is another`),
    ];
  }

  #peopleWrong({ people, withoutTemplates, table }: Found): readonly string[] {
    const here = new Set(people);
    const isOlder = (table?.revision ?? 0) < this.#revision;
    const isOther = table?.revision === this.#revision && table.hash !== this.#tableHash;
    return [
      ...[...this.#people].filter((code) => !here.has(code)).map((code) => `${code} was enrolled and is gone`),
      ...[...this.#gone].filter((code) => here.has(code)).map((code) => `${code} was removed and is here`),
      ...withoutTemplates.map((code) => `${code} has no templates`),
      ...(isOlder || isOther ? [`table ${this.#revision} was taken, here is ${table?.revision}`] : []),
    ];
  }

  #restWrong({ lost, failures, evidence }: Found): readonly string[] {
    const here = new Set(evidence);
    return [
      ...lost.map((file) => `${file} was begun anew`),
      ...(failures < this.#failures ? [`${this.#failures} failures were counted, ${failures} are known`] : []),
      ...[...this.#evidence].filter((id) => !here.has(id)).map((id) => `${id} was held and is gone`),
      ...[...this.#shredded].filter((id) => here.has(id)).map((id) => `${id} was shredded and is here`),
    ];
  }
}
