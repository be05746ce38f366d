// The types that pgpass does not bring along.
declare module 'pgpass' {
  /** `done` is given what PGPASSFILE, or ~/.pgpass, has for them; undefined where there is nothing, or others may read it. */
  function pgpass(asked: object, done: (password: string | undefined) => void): void;
  export = pgpass;
}
