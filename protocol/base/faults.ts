// A fault as it is thrown, told apart and printed.
import { FAULTS } from './fault-table.ts';

export type FaultCode = keyof typeof FAULTS;
export type FaultContext = Readonly<Record<string, string | number | boolean>>;

/** What we must mend, not the person before the device (their part is a value of a union). */
export class KioskError extends Error {
  override readonly name = 'KioskError';
  readonly code: FaultCode;
  readonly context: FaultContext;

  constructor(code: FaultCode, context: FaultContext = {}, cause?: unknown) {
    super(`${code}: ${FAULTS[code].text}`, { cause });
    this.code = code;
    this.context = context;
  }
}

export const isFault = (error: unknown, code?: FaultCode): error is KioskError =>
  error instanceof KioskError && (code === undefined || error.code === code);

/** As a command prints it for a script, under `error`. */
export const faultDocument = ({ code, context }: KioskError): object => {
  const { text, remedy, transient } = FAULTS[code];
  return { code, message: text, remedy, transient, context };
};

export const isTransient = (error: unknown): boolean => isFault(error) && FAULTS[error.code].transient;
