// The keys of officers as the audit itself tells of them: nobody is believed because a table says so.
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { OFFICER_ROLES, type OfficerRole } from '../roles.ts';
import type { AuditEntry, Change } from './audit-entry.ts';

const KIND = 'officer';

type Told = Readonly<Record<string, string | null>> | null;

/** How the audit is told that an officer has another key, or none any more. */
export const officerChange = (name: string, before: Told, after: Told): Change => ({
  ...{ kind: KIND, id: name, before, after },
});

const keySchema = z.object({ kid: z.string(), x: z.string(), role: z.enum(OFFICER_ROLES) });
const goneSchema = z.object({ kid: z.string() });

export interface AuditKey {
  readonly officer: string;
  readonly role: OfficerRole;
  readonly x: string;
  isLive: boolean;
}

export class AuditKeys {
  readonly #keys = new Map<string, AuditKey>();

  of(kid: string | null): AuditKey | undefined {
    return this.#keys.get(kid ?? '');
  }

  /** The first of all entries is signed by the officer whom it makes. */
  async founder(entry: AuditEntry): Promise<AuditKey | undefined> {
    if (this.#keys.size > 0 || entry.seq !== 1) return undefined;
    const [made] = await keysIn(entry);
    return made?.kid === entry.kid && made.key.role === 'administrator' ? made.key : undefined;
  }

  /** What an entry that holds says of officers: an administrator of all of them, everybody of their own next key. */
  async follow(entry: AuditEntry): Promise<void> {
    if (entry.phase !== 'ended' || entry.outcome?.code !== 0) return;
    const signer = this.of(entry.kid) ?? (await this.founder(entry));
    const isHeeded = ({ id }: Change): boolean => signer?.role === 'administrator' || id === entry.officer;
    const heeded = { ...entry, changes: entry.changes.filter(isHeeded) };
    for (const { kind, before } of heeded.changes) {
      const gone = kind === KIND ? this.#keys.get(goneSchema.safeParse(before).data?.kid ?? '') : undefined;
      if (gone) gone.isLive = false;
    }
    // Nobody gives themselves another role with another key.
    const roleOf = ({ role }: AuditKey): OfficerRole =>
      signer && signer.role !== 'administrator' ? signer.role : role;
    for (const { kid, key } of await keysIn(heeded)) this.#keys.set(kid, { ...key, role: roleOf(key) });
  }
}

/** A key is named by its thumbprint: no other can come under its name. */
async function keysIn({ changes }: AuditEntry): Promise<readonly { readonly kid: string; readonly key: AuditKey }[]> {
  const told = changes.flatMap(({ kind, id: officer, after }) => {
    const { data } = keySchema.safeParse(after);
    return kind === KIND && data ? [{ kid: data.kid, key: { officer, role: data.role, x: data.x, isLive: true } }] : [];
  });
  const names = await Promise.all(
    told.map(({ key: { x } }) => calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })),
  );
  return told.filter(({ kid }, at) => names[at] === kid);
}
