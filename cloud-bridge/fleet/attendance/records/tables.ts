// What managers say about time, and what was handed over, as tables of the register: the same in SQLite and PostgreSQL.

type UtcMs = number;

/** Never changed: what replaces a record withdraws it. Dates are business dates, both inclusive. */
export interface AttendanceRecordTable {
  number: number;
  kind: string;
  /** Null where it is not about one person. */
  person_id: string | null;
  from_date: string;
  /** Null: without an end. */
  until_date: string | null;
  /** Two records of the same kind, person, dates and slot say the same thing, and the later one replaces the earlier. Null: none ever does. */
  slot: string | null;
  /** JSON. */
  body: string;
  booked_by: string;
  booked_ms: UtcMs;
  withdrawn_by: string | null;
  withdrawn_ms: UtcMs | null;
  /** Of requests: `approved`, `declined`, or null while nobody has decided. */
  decision: string | null;
  decided_by: string | null;
  decided_ms: UtcMs | null;
}

/** One for each file that an HR system was given. */
export interface AttendanceExportTable {
  number: number;
  from_date: string;
  until_date: string;
  entries: number;
  sha256: string;
  made_by: string;
  made_ms: UtcMs;
}

/** Each fact that was handed over, as it was written then, under the one number that it has for ever. */
export interface AttendanceExportedTable {
  entry_key: string;
  export_number: number;
  place: number;
  /** JSON of the row. */
  row: string;
}

export interface AttendanceTables {
  attendance_record: AttendanceRecordTable;
  attendance_export: AttendanceExportTable;
  attendance_exported: AttendanceExportedTable;
}
