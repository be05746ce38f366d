// The fleet's register as tables: who there is, who may where, what each terminal is to have and says it has. The same in SQLite and PostgreSQL.
import type { Generated } from 'kysely';
import type { CaptureOutcome } from '../../../protocol/index.ts';
import type { AttendanceTables } from '../attendance/records/tables.ts';
import type { LabelTables } from '../biometrics/labels/tables.ts';
import type { AnswerTable, JobTables } from '../jobs/tables.ts';
import type { SiteOperatorTables } from '../operators/tables.ts';
import type { RequestTables } from '../requests/tables.ts';

/** 0 or 1: SQLite knows no other truth. */
type Flag = 0 | 1;
type UtcMs = number;

export interface PersonTable {
  /** Random, base64url; says nothing of the person. */
  id: string;
  /** As it was given, byte for byte. */
  code: string;
  /** Its canonical form: equal spellings are one code, upper and lower case are two. */
  code_key: string;
  name_th: string;
  name_en: string;
  title: string;
  unit: string;
  group_name: string;
  active: Flag;
  valid_from_ms: UtcMs | null;
  valid_until_ms: UtcMs | null;
  /** Rises with each change, templates included: what was counted before is counted anew. */
  version: number;
  added_ms: UtcMs;
  /** Leavers stay as a name for their entries; nobody is sent to a terminal any more. */
  removed_ms: UtcMs | null;
}

export interface GrantTable {
  id: Generated<number>;
  to_kind: string;
  to_name: string;
  at_kind: string;
  at_name: string;
  effect: string;
  valid_from_ms: UtcMs | null;
  valid_until_ms: UtcMs | null;
  /** JSON. */
  schedule: string | null;
  granted_by: string;
  granted_ms: UtcMs;
}

/** A group, a unit or a site that is on record. */
export interface CollectiveTable {
  id: Generated<number>;
  kind: string;
  code: string;
  /** Its canonical form. */
  code_key: string;
  name_th: string;
  name_en: string;
  /** Of a unit: the id of the one that it lies in. */
  within_id: number | null;
  /** Of a site. */
  time_zone: string | null;
  /** Rises with each change. */
  version: number;
}

/** One for each terminal that people are sent to. */
export interface DeliveryTable {
  terminal: string;
  site: string;
  revision: number;
  hash: string;
  people: number;
  changed_ms: UtcMs;
  /** Of the latest report that its own key has signed. */
  report_number: number;
  reported_ms: UtcMs | null;
  /** JSON of the report. */
  report: string | null;
  /** That have to follow, a few at a time. */
  photos_waiting: number;
}

/** Whom a terminal is to have, and what of them: `desired` now, `confirmed` as it was when the terminal last said that it has what it was offered. */
export interface TerminalPersonTable {
  terminal: string;
  person_id: string;
  digest: string;
}

/** What a revision that the terminal has not reported changes of `confirmed`. */
export interface OfferedPersonTable extends TerminalPersonTable {
  revision: number;
}

/** Whoever was enrolled at a terminal, as it came up. */
export interface CaptureTable {
  /** The terminal's, random. */
  id: string;
  terminal: string;
  site: string;
  subject: string;
  enroller: string;
  captured_ms: UtcMs;
  received_ms: UtcMs;
  /** JSON: who they are, as the terminal was told. */
  fields: string;
  outcome: CaptureOutcome;
  why: string | null;
  decided_by: string | null;
  decided_ms: UtcMs | null;
}

/** When it was noticed how far somebody has come. */
export interface OnboardingTable {
  person_id: string;
  enrolled_ms: UtcMs | null;
  granted_ms: UtcMs | null;
  delivered_ms: UtcMs | null;
  /** When the capture of their first accepted visit began, and where. */
  first_ms: UtcMs | null;
  first_terminal: string | null;
}

/** Two records under which the same finger was found. */
export interface DuplicateTable {
  id: Generated<number>;
  /** The lesser of both ids. */
  person_id: string;
  finger: string;
  /** `local:SITE.TERMINAL` of whoever is known at that terminal alone. */
  other_id: string;
  other_finger: string;
  false_match_rate: number;
  /** Where it was found first, and when that was heard. */
  terminal: string;
  found_ms: UtcMs;
  /** `open`, `same` or `different`. */
  outcome: string;
  settled_by: string | null;
  settled_ms: UtcMs | null;
}

export interface SettingTable {
  name: string;
  /** JSON. */
  value: string;
}

/** Sealed with the key of the templates; in a database of its own. */
export interface FingerTable {
  person_id: string;
  finger: string;
  sealed: Buffer;
}

/** What has given way to another enrolment: for whoever has to show what it was, and for a time only. */
export interface RetiredFingerTable extends FingerTable {
  retired_ms: UtcMs;
  until_ms: UtcMs;
}

/** For display; sealed with the key of the templates. */
export interface PhotoTable {
  person_id: string;
  sealed: Buffer;
}

export interface TemplateTables {
  /** One row: which templates these are. */
  identity: { id: string };
  finger: FingerTable;
  retired: RetiredFingerTable;
  answer: AnswerTable;
  photo: PhotoTable;
}

export interface RegisterTables extends AttendanceTables, LabelTables, JobTables, SiteOperatorTables, RequestTables {
  person: PersonTable;
  grants: GrantTable;
  collective: CollectiveTable;
  delivery: DeliveryTable;
  desired: TerminalPersonTable;
  confirmed: TerminalPersonTable;
  offered: OfferedPersonTable;
  capture: CaptureTable;
  duplicate: DuplicateTable;
  setting: SettingTable;
  onboarding: OnboardingTable;
}
