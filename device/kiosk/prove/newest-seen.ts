// No older version of a service profile than one that was seen here before: a file put back must not undo what a newer one has closed.
import { type JournalPayload, KioskError, type ServiceProfile } from '../../../protocol/index.ts';

export interface SeenParts {
  /** Of the profiles, over restarts. */
  readonly seen: {
    versionOf(id: string): number | undefined;
    note(id: string, version: number): void;
  };
  readonly record: (payload: JournalPayload) => void;
  readonly noteFault: (fault: unknown) => void;
}

/** Those that may be used; a newer version is remembered and journaled before it is. @throws KioskError STORE_* */
export const newestSeen = (
  profiles: readonly ServiceProfile[],
  { seen, record, noteFault }: SeenParts,
): readonly ServiceProfile[] =>
  profiles.filter(({ id, version }) => {
    const before = seen.versionOf(id);
    if (before !== undefined && version < before) {
      const fault = new KioskError('FLEET_UNTRUSTED', {
        what: 'service profile',
        why: 'older',
        id,
        version,
        seen: before,
      });
      noteFault(fault);
      record({ event: 'fault', device: 'prove', code: fault.code, detail: `profile ${id} ${version}, seen ${before}` });
      return false;
    }
    if (before === version) return true;
    seen.note(id, version);
    record({ event: 'settings', what: `service profile ${id}`, before: before ?? null, after: version });
    return true;
  });
