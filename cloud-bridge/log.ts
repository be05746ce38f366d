// Where this room writes what it does: a pino logger fits. Fields never hold payloads.

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
