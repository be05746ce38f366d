// What a guest says over its serial line: first what it found on its disk, then each thing that it has been promised to be durable.
import { z } from 'zod';

const hash = z.string();
const entry = z.tuple([z.int(), hash]);
const table = z.object({ revision: z.int(), hash });

const found = z.object({
  is: z.literal('found'),
  intact: z.boolean(),
  lastSeq: z.int(),
  acknowledged: z.int(),
  entries: z.array(entry),
  /** Files that were begun anew: after a power cut there must be none. */
  lost: z.array(z.string()),
  people: z.array(z.string()),
  withoutTemplates: z.array(z.string()),
  failures: z.int(),
  evidence: z.array(z.string()),
  table: table.nullable(),
  control: z.int(),
});
export type Found = Readonly<z.infer<typeof found>>;

const saidSchema = z.discriminatedUnion('is', [
  found,
  z.object({ is: z.literal('broken'), what: z.string() }),
  z.object({ is: z.literal('entry'), entry }),
  z.object({ is: z.literal('acknowledged'), seq: z.int() }),
  z.object({ is: z.literal('person'), code: z.string() }),
  /** From here on they may be gone. */
  z.object({ is: z.literal('removing'), code: z.string() }),
  z.object({ is: z.literal('gone'), code: z.string() }),
  z.object({ is: z.literal('failures'), count: z.int() }),
  z.object({ is: z.literal('evidence'), id: z.string() }),
  z.object({ is: z.literal('shredding'), id: z.string() }),
  z.object({ is: z.literal('shredded'), id: z.string() }),
  z.object({ is: z.literal('table'), table }),
  /** A row of a database beside it that is written with `synchronous=NORMAL`. */
  z.object({ is: z.literal('control'), row: z.int() }),
]);
export type Said = Readonly<z.infer<typeof saidSchema>>;

const MARK = 'RIDGED ';
/** Without it the line was cut off. */
const END = ' .';

export const lineOf = (said: Said): string => `${MARK}${JSON.stringify(said)}${END}\n`;

/** Undefined for what the kernel says, and for a line that was cut off. */
export function saidIn(line: string): Said | undefined {
  const at = line.indexOf(MARK);
  const said = line.trimEnd();
  if (at < 0 || !said.endsWith(END)) return undefined;
  return saidSchema.parse(JSON.parse(said.slice(at + MARK.length, -END.length)));
}
