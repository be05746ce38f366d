// What is said of each key of the configuration besides its bounds.
import { z } from 'zod';

interface About {
  readonly text: string;
  /** A change takes effect at the next start only. */
  readonly restart?: boolean;
  /** Not shown by `ridged config show`. */
  readonly secret?: boolean;
  /** May name somebody: no support bundle has it. */
  readonly personal?: boolean;
  /** About people: in a terminal of a fleet it is the fleet's to set. */
  readonly decides?: boolean;
}

export const aboutKeys = z.registry<About>();

/** A key, and what is said of it. */
export function key<S extends z.ZodType>(schema: S, about: About): S {
  aboutKeys.add(schema, about);
  return schema;
}
