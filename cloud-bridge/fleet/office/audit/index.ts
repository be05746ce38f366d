// What officers did, chained and signed.
export * from './audit-check.ts';
export * from './audit-entry.ts';
export { officerChange } from './audit-keys.ts';
export { type AuditEnd, type AuditHead, AuditLog, appendTo, type NewAuditEntry } from './audit-log.ts';
