// What people say of visits and terminals afterwards, as a table of the register: the same in SQLite and PostgreSQL.

type UtcMs = number;

/** Never deleted: what is withdrawn, or said anew, stays with who did it. */
export interface LabelTable {
  number: number;
  /** A truth of a visit, `complaint`, `incident` or `maintenance`. */
  what: string;
  /** Of an incident: fraud, error or other. Empty otherwise. */
  kind: string;
  /** SITE.TERMINAL. */
  terminal: string;
  /** With the terminal and `seq` the raw entry, where it is about one. */
  journal_id: string | null;
  seq: number | null;
  /** How the entry was chosen that was looked into; empty where it is no truth. */
  chosen: string;
  note: string;
  /** Of the visit, or when it happened; of maintenance when it begins. */
  at_ms: UtcMs;
  /** When it was settled, and how; of maintenance when it ends. */
  closed_ms: UtcMs | null;
  closed_by: string | null;
  remedy: string;
  said_by: string;
  said_ms: UtcMs;
  withdrawn_by: string | null;
  withdrawn_ms: UtcMs | null;
}

export interface LabelTables {
  label: LabelTable;
}
