// Who is known at a light terminal: of each person the digest alone, so that a table costs no templates.
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import {
  Broadcast,
  digestOfPerson,
  hashOfTable,
  type PeoplePart,
  sealingJwkSchema,
  type TableState,
  UNDERSTANDS,
} from '../../../protocol/index.ts';
import type { CaptureOutbox, PeopleOpener, PeopleProblem, PeopleTable, TerminalPeople } from '../../people/index.ts';

/** As large as the largest terminal: nobody is refused for want of room. */
const FINGERS = 21_400;

interface KeptPart {
  readonly from: number | null;
  readonly to: TableState;
  readonly digests: readonly (readonly [string, string])[];
  readonly remove: readonly string[];
}

export class LightTable implements PeopleTable {
  readonly capacity = { fingers: FINGERS };
  readonly understands = UNDERSTANDS.filter((word) => word !== 'no-fingers');
  state: TableState | undefined;
  readonly #digests = new Map<string, string>();
  readonly #kept = new Map<number, KeptPart>();
  #transfer = '';
  #reports = 0;

  keep({ transfer, part, parts, from, to, put, remove }: PeoplePart): readonly number[] {
    if (transfer !== this.#transfer) this.#kept.clear();
    this.#transfer = transfer;
    const digests = put.map((person) => [person.id, digestOfPerson(person)] as const);
    this.#kept.set(part, { from, to, digests, remove });
    return Array.from({ length: parts }, (_, at) => at + 1).filter((number) => !this.#kept.has(number));
  }

  async apply(): Promise<readonly PeopleProblem[]> {
    const parts = [...this.#kept.values()];
    const [first] = parts;
    if (first?.from === null) this.#digests.clear();
    for (const { digests } of parts) for (const [id, digest] of digests) this.#digests.set(id, digest);
    for (const { remove } of parts) for (const id of remove) this.#digests.delete(id);
    this.#kept.clear();
    if (first)
      this.state = {
        revision: first.to.revision,
        hash: hashOfTable(this.#digests.values()),
        people: this.#digests.size,
      };
    return [];
  }

  notAsSent(): readonly string[] {
    return [];
  }

  /** Nobody says who they are here. */
  async welcome(): Promise<void> {}

  nextReportNumber(): number {
    this.#reports += 1;
    return this.#reports;
  }

  openCaptures(): readonly string[] {
    return [];
  }

  async follow(): Promise<boolean> {
    return false;
  }

  /** Nobody is let in here, however long the fleet says nothing. */
  noteWord(): void {}
}

/** Nobody is enrolled at a light terminal. */
const nobody: CaptureOutbox = { waiting: () => [], added: new Broadcast<unknown>() };

async function newOpener(): Promise<PeopleOpener> {
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256' });
  const { kty, crv, x, y } = await exportJWK(publicKey);
  const publicJwk = sealingJwkSchema.parse({ kty, crv, x, y });
  return { kid: await calculateJwkThumbprint(publicJwk), publicJwk, key: privateKey };
}

export async function lightPeople(): Promise<TerminalPeople & { readonly table: LightTable }> {
  const opener = await newOpener();
  return { table: new LightTable(), captures: nobody, opener: async () => opener };
}
