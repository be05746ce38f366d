// Attendance: raw entries, plans and rules become days, reports and what an HR system is handed.
export * from './calendar.ts';
export * from './facts/export-facts.ts';
export * from './import/record-rows.ts';
export * from './lieu/ledger.ts';
export * from './lieu/read-ledgers.ts';
export * from './open-attendance.ts';
export * from './records/record-kinds.ts';
export * from './report/month-reports.ts';
export * from './report/person-report.ts';
export * from './rules/rule-set.ts';
export * from './rules/university-rules.ts';
