// Whether the cabinet was opened, and what follows from it.
export { openTamperGuard, TamperGuard, type TamperState } from './tamper-guard.ts';
