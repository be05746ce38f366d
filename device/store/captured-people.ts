// Whoever was enrolled here, as the fleet is told of them: who they are, and the templates of their fingers.
import type { CaptureOutbox } from '../../cloud-bridge/index.ts';
import type { CapturedPerson, DesiredFinger, Listenable } from '../../protocol/index.ts';
import type { Person } from './people/person.ts';
import type { Stores } from './stores.ts';
import type { StoredFinger } from './templates/stored-finger.ts';

export class CapturedPeople implements CaptureOutbox {
  readonly #stores: Pick<Stores, 'people' | 'templates' | 'captures'>;

  constructor(stores: Pick<Stores, 'people' | 'templates' | 'captures'>) {
    this.#stores = stores;
  }

  get added(): Listenable<unknown> {
    return this.#stores.captures.added;
  }

  waiting(limit: number): readonly Omit<CapturedPerson, 'from'>[] {
    const { people, templates, captures } = this.#stores;
    const waiting: Omit<CapturedPerson, 'from'>[] = [];
    for (let due = captures.due(limit); due.length > 0 && waiting.length < limit; ) {
      for (const { id, pseudonym } of due) {
        // Whose record does not open nobody can tell of.
        const person = people.readable(pseudonym);
        if (person) waiting.push(capturedOf(person, id, templates.bySubject(pseudonym)));
      }
      due = captures.due(limit, due.at(-1)?.id);
    }
    return waiting.slice(0, limit);
  }
}

const capturedOf = (
  { code, nameTh, nameEn, title, unit, group, active, validFromMs, validUntilMs, ...person }: Person,
  capture: string,
  fingers: readonly StoredFinger[],
): Omit<CapturedPerson, 'from'> => ({
  ...{
    capture,
    subject: person.pseudonym,
    code,
    nameTh,
    nameEn,
    title,
    unit,
    group,
    active,
    validFromMs,
    validUntilMs,
  },
  ...{ enroller: person.enroller, atMs: person.enrolledAtMs },
  fingers: fingers.flatMap(desiredOf),
});

/** None where it does not open. */
function desiredOf(stored: StoredFinger): readonly DesiredFinger[] {
  if (stored.kind === 'broken') return [];
  const { finger, consentId, duress } = stored;
  const impressions = stored.impressions.map(({ record, ...impression }) => ({
    ...impression,
    record: Buffer.from(record).toString('base64'),
  }));
  return [{ finger, consentId, impressions, ...(duress && { duress }) }];
}
