// What a person is at one terminal: the record that is sent there, and its digest, which is counted once.
import { z } from 'zod';
import {
  type DesiredFinger,
  type DesiredPerson,
  desiredPersonSchema,
  digestOfPerson,
  isFault,
  KioskError,
  type PersonMethod,
} from '../../../protocol/index.ts';
import type { Right } from './grants.ts';
import type { RegisteredPerson } from './people-register.ts';
import type { PhotoSafe } from './photo-safe.ts';
import type { TemplateSafe } from './template-safe.ts';

/** What a person is at one terminal, what lies sealed of them apart. */
export interface Standing {
  readonly rights: readonly Right[];
  readonly methods: readonly PersonMethod[];
  readonly hasPhoto: boolean;
  /** A terminal of before takes a duress finger for any other: refused there, it would give away whoever is forced. */
  readonly knowsDuress: boolean;
  /** A terminal that may keep none is sent none. */
  readonly keepsFingers: boolean;
}

/** What lies sealed apart from who they are. */
export interface SealedParts {
  readonly fingers: readonly DesiredFinger[];
  /** Undefined of whoever has none, or is to be there without it. */
  readonly photo: string | undefined;
}

/** During one count: nobody's templates are opened once for each terminal. */
export type OpenedFingers = Map<string, readonly DesiredFinger[]>;

export interface PersonDigestsParts {
  readonly templates: Pick<TemplateSafe, 'of'>;
  readonly photos: Pick<PhotoSafe, 'ofEach'>;
}

export class PersonDigests {
  readonly #parts: PersonDigestsParts;
  /** Of a person with these rights and methods, by version: templates are opened for it once. */
  readonly #known = new Map<string, string>();

  constructor(parts: PersonDigestsParts) {
    this.#parts = parts;
  }

  /** The fault of one person is no other's: whoever cannot be sent is left out, and told. @throws KioskError STORE_* */
  async of(
    person: RegisteredPerson,
    standing: Standing,
    opened: OpenedFingers = new Map(),
  ): Promise<string | KioskError> {
    const key = keyOf(person, standing);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    try {
      const digest = digestOfPerson(await this.#recordOf(person, standing, opened));
      this.#known.set(key, digest);
      return digest;
    } catch (fault) {
      if (isFault(fault, 'SEAL_BROKEN')) return fault;
      if (fault instanceof z.ZodError) return new KioskError('PROTOCOL_MALFORMED', { what: 'person' });
      throw fault;
    }
  }

  /** What lies sealed of them is not what it was, though nobody has said so. */
  forget(key: string): void {
    this.#known.delete(key);
  }

  async #recordOf(person: RegisteredPerson, standing: Standing, opened: OpenedFingers): Promise<DesiredPerson> {
    const { templates, photos } = this.#parts;
    const fingers = opened.get(person.id) ?? (await templates.of(person.id));
    opened.set(person.id, fingers);
    // Not kept for the next terminal: all of them would be hundreds of megabytes, and their digest is known by then.
    const photo = standing.hasPhoto ? (await photos.ofEach([person.id])).get(person.id) : undefined;
    return desiredOf(person, standing, { fingers, photo });
  }
}

/** Of somebody as they are now: whatever changes, their templates and their photo too, raises the version. */
export const keyOf = (
  { id, version }: RegisteredPerson,
  { rights, methods, hasPhoto, knowsDuress, keepsFingers }: Standing,
): string => JSON.stringify([id, version, rights, methods, hasPhoto, knowsDuress, keepsFingers]);

export const desiredOf = (
  { version: _, ...person }: RegisteredPerson,
  { rights, methods, knowsDuress, keepsFingers }: Standing,
  { fingers, photo }: SealedParts,
): DesiredPerson =>
  desiredPersonSchema.parse({
    ...{ ...person, rights, ...(methods.length > 0 && { methods }) },
    fingers: (keepsFingers ? fingers : []).map(({ duress, ...finger }) => ({
      ...finger,
      ...(knowsDuress && duress && { duress }),
    })),
    ...(photo !== undefined && { photo }),
  });
