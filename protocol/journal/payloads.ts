// What a journal entry tells: one schema per event, strict, so that nothing personal slips in under a new name.
import { z } from 'zod';
import type { clockMethod } from './payload-fields.ts';
import * as person from './person-events.ts';
import * as terminal from './terminal-events.ts';

export { gapSchema, MOST_ERASED } from './terminal-events.ts';

export const journalPayloadSchema = z.discriminatedUnion('event', [
  person.clock,
  person.enrolment,
  person.enrolmentFailed,
  person.prove,
  person.removal,
  terminal.service,
  terminal.fault,
  terminal.recovered,
  terminal.lockout,
  terminal.fleetRefused,
  terminal.settings,
  terminal.clockJump,
  terminal.gapSchema,
  terminal.pruned,
  terminal.erased,
  terminal.retired,
  terminal.residue,
  terminal.carried,
  terminal.peopleTable,
  terminal.snapshotViewed,
  terminal.keysRenewed,
  terminal.dataExported,
  terminal.job,
  terminal.certificate,
  terminal.operator,
  person.dataRequest,
  person.dataRequestRefused,
  person.fingerShown,
  terminal.tamper,
  terminal.power,
  terminal.update,
]);

export type JournalPayload = z.infer<typeof journalPayloadSchema>;
export type ClockMethod = z.infer<typeof clockMethod>;
export type JournalEvent = JournalPayload['event'];
