// What a page sends in a visit, checked once at the door.
import { z } from 'zod';
import { KioskError } from '../../protocol/index.ts';

/** Which visit the page speaks of: what it says to one that is over is said to nobody. */
export const visit = z.int('the number of the visit is due').positive();

/** @throws KioskError USAGE that names each wrong field */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const what = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
  throw new KioskError('USAGE', { what });
}
