// Every column of every table that a fleet keeps. A test holds it against what the databases say of a fleet that has just begun.
import { DATA_CLASSES, type DataClassName } from '../../../protocol/index.ts';
import type { FleetKeepingName } from './fleet-keeping.ts';

/** Names of columns, by what they hold. */
type Held = Readonly<Partial<Record<DataClassName, string>>>;

export interface FleetTable {
  readonly keeping: FleetKeepingName;
  readonly plain: Held;
  /** Under the key of the templates, which lies apart from the database. */
  readonly sealed: Held;
}

const table = (keeping: FleetKeepingName, plain: Held, sealed: Held = {}): FleetTable => ({ keeping, plain, sealed });

/** As Kysely notes which steps were taken. */
const steps = (name: string): Readonly<Record<string, FleetTable>> => ({
  [`${name}_migration`]: table('fleet', { none: 'name timestamp' }),
  [`${name}_migration_lock`]: table('fleet', { none: 'id is_locked' }),
});

const OF_TERMINAL = { pseudonym: 'person_id', none: 'terminal', identity: 'digest' };

/** By what follows the file's name, and by the schema in PostgreSQL. */
export const FLEET_STORES = {
  '': 'ridged_fleet',
  '.people': 'ridged_register',
  '.templates': 'ridged_templates',
  '.office': 'ridged_office',
  '.terminals': 'ridged_terminals',
} as const;
export type FleetStoreName = keyof typeof FLEET_STORES;

export const FLEET_COLUMNS: Readonly<Record<FleetStoreName, Readonly<Record<string, FleetTable>>>> = {
  '': {
    terminals: table('fleet', {
      none: 'terminal state connection last_seen_ms birth health health_journal key refused_key refused_ms refused_batches',
    }),
    journals: table('fleet', {
      none: 'id terminal journal_id first_seen_ms contiguous_seq contiguous_hash highest_seq entries follows accepted_ms',
    }),
    entries: table('entry', {
      visit: 'class utc_ms monotonic_ms payload payload_hash previous hash received_ms historical',
      none: 'id journal seq boot_id clock_state',
    }),
    conflicts: table('entry', { visit: 'hash entry received_ms', none: 'journal seq' }),
    lost: table('fleet', { none: 'journal from_seq to_seq' }),
    flaws: table('fleet', { none: 'journal seq kind' }),
    incidents: table('fleet', { none: 'id terminal kind detail at_ms count' }),
  },
  '.people': {
    ...steps('register'),
    person: table('leaver', {
      identity: 'code code_key name_th name_en title unit group_name active valid_from_ms valid_until_ms',
      pseudonym: 'id',
      visit: 'added_ms removed_ms',
      none: 'version',
    }),
    grants: table('grant', {
      identity: 'to_kind to_name at_kind at_name effect valid_from_ms valid_until_ms schedule',
      official: 'granted_by granted_ms',
      none: 'id',
    }),
    delivery: table('delivery', {
      pseudonym: 'report',
      none: 'terminal site revision hash people changed_ms report_number reported_ms photos_waiting',
    }),
    desired: table('delivery', OF_TERMINAL),
    confirmed: table('delivery', OF_TERMINAL),
    offered: table('delivery', { ...OF_TERMINAL, none: 'terminal revision' }),
    capture: table('record', {
      identity: 'fields',
      pseudonym: 'id subject',
      official: 'enroller decided_by',
      visit: 'captured_ms received_ms outcome why decided_ms',
      none: 'terminal site',
    }),
    attendance_record: table('record', {
      work: 'kind from_date until_date slot body decision',
      pseudonym: 'person_id',
      official: 'booked_by booked_ms withdrawn_by withdrawn_ms decided_by decided_ms',
      none: 'number',
    }),
    attendance_export: table('record', {
      official: 'made_by made_ms',
      none: 'number from_date until_date entries sha256',
    }),
    attendance_exported: table('record', { work: 'row', none: 'entry_key export_number place' }),
    setting: table('fleet', { none: 'name value' }),
    onboarding: table('record', {
      pseudonym: 'person_id',
      visit: 'enrolled_ms granted_ms delivered_ms first_ms first_terminal',
    }),
    label: table('record', {
      visit: 'what kind note at_ms closed_ms remedy said_ms',
      official: 'closed_by said_by withdrawn_by withdrawn_ms',
      none: 'number terminal journal_id seq chosen',
    }),
    job_order: table('record', {
      official: 'jws approval why',
      none: 'id kind state until_ms abort_at booked_ms',
    }),
    job: table('record', {
      visit: 'standing',
      none: 'order_id terminal stage state number said_by utc_ms changed_ms given_ms',
    }),
    collective: table('fleet', { none: 'id kind code code_key name_th name_en within_id time_zone version' }),
    duplicate: table('record', {
      pseudonym: 'person_id other_id',
      measure: 'finger other_finger false_match_rate',
      visit: 'found_ms outcome',
      official: 'settled_by settled_ms',
      none: 'id terminal',
    }),
    site_operator: table('officer', {
      official: 'name name_key role valid_until_ms places added_ms added_by removed_ms removed_by',
      none: 'id',
    }),
    site_operator_key: table('officer', {
      official: 'operator_id label kind identity public_key added_ms added_by',
    }),
    answered_request: table('record', {
      pseudonym: 'reference',
      official: 'note closed_by closed_ms',
      none: 'terminal journal_id seq',
    }),
    erasure: table('erasure', {
      pseudonym: 'reference names',
      official: 'granted_by granted_ms',
      none: 'order_id terminal journal_id seq keep erased over kept_until_ms',
    }),
    erasure_receipt: table('record', { pseudonym: 'receipt', none: 'order_id terminal' }),
  },
  '.templates': {
    ...steps('templates'),
    identity: table('fleet', { none: 'id' }),
    finger: table('template', { pseudonym: 'person_id', measure: 'finger' }, { template: 'sealed' }),
    retired: table(
      'retired',
      { pseudonym: 'person_id', measure: 'finger', visit: 'retired_ms until_ms' },
      { template: 'sealed' },
    ),
    answer: table('answer', { none: 'order_id terminal until_ms' }, { visit: 'sealed' }),
    photo: table('template', { pseudonym: 'person_id' }, { photo: 'sealed' }),
  },
  '.office': {
    ...steps('office'),
    officer: table('officer', {
      official: 'name name_key role units person_code since_ms made_by retired_ms retired_by',
      pseudonym: 'person_id',
    }),
    officer_key: table('officer', { official: 'kid officer x live' }),
    audit: table('audit', { official: 'entry signature', none: 'seq hash' }),
    pending: table('audit', { official: 'asked decided why', none: 'id state changed_ms' }),
  },
  '.terminals': {
    ...steps('terminals'),
    terminal: table('fleet', {
      official: 'added_by retired_by',
      none: 'name added_ms code_hash code_until_ms refused refused_ms key claimed_ms retired_ms',
    }),
    certificate: table('fleet', {
      none: 'serial terminal issued_ms expires_ms revoked_ms key_hash pem follows',
    }),
  },
};

/** Columns that PostgreSQL alone has: what SQLite searches for within the payload. */
export const POSTGRES_ONLY: Readonly<Record<string, Held>> = {
  entries: { pseudonym: 'person subject claimed', none: 'event' },
  terminals: { none: 'birth_journal' },
};

export const columnsOf = (held: Held): readonly (readonly [DataClassName, readonly string[]])[] =>
  Object.entries(held).flatMap(([name, columns]) => (isClass(name) ? [[name, columns.split(' ')] as const] : []));

const isClass = (name: string): name is DataClassName => name in DATA_CLASSES;
