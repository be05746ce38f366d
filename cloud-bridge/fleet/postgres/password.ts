// The password of a role, as every client of PostgreSQL finds it: PGPASSWORD, or else a file that only its owner may read.

export interface Asked {
  readonly host: string;
  readonly port: number;
  readonly database: string | undefined;
  readonly user: string | undefined;
}

/** Empty where there is none: the server says whether it wants one. */
export async function passwordOf(asked: Asked, environment: NodeJS.ProcessEnv): Promise<string> {
  const { PGPASSWORD } = environment;
  if (PGPASSWORD) return PGPASSWORD;
  const { default: pgpass } = await import('pgpass');
  return await new Promise((resolve) => pgpass(asked, (password) => resolve(password ?? '')));
}
