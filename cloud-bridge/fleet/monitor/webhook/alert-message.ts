// What a webhook is told of an alert: figures and words, no name and no code of a person.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AlertEvent } from '../alerts/alert-book.ts';
import { SEVERITIES } from '../rules/alert-rule.ts';
import { keyOf } from '../rules/judge.ts';

/** The body of a POST, as JSON in UTF-8. Receivers must expect members that a later version adds. */
export const alertMessageSchema = z.object({
  type: z.enum(['alert.firing', 'alert.repeated', 'alert.resolved']),
  /** Of this message: the same when it is sent again, so that whoever has had it can drop it. Also the header webhook-id. */
  id: z.string(),
  /** Of the alert, from its firing to its end. */
  alertId: z.string(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  site: z.string().nullable(),
  /** SITE.TERMINAL. */
  terminal: z.string().nullable(),
  /** The fleet's random id of a person, which says nothing by itself. */
  person: z.string().nullable(),
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
  /** UTC: since when the rule holds, and when this was said. */
  sinceMs: z.int(),
  atMs: z.int(),
  /** Which telling it is, from 1. */
  times: z.int(),
  /** What is the matter, and what to do. */
  text: z.object({ th: z.string(), en: z.string() }),
  toDo: z.object({ th: z.string(), en: z.string() }),
});
export type AlertMessage = Readonly<z.infer<typeof alertMessageSchema>>;

const nameOf = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);

/** Its ids follow from what it says: a monitor that was killed before it kept them says the same again. */
export function messageOf({ kind, alert, atMs }: AlertEvent): AlertMessage {
  const { rule, severity, site, terminal, person, figures, sinceMs, times } = alert;
  const alertId = nameOf(keyOf(alert), sinceMs);
  return {
    ...{ type: `alert.${kind}`, id: nameOf(alertId, kind, times), alertId, rule, severity, site, terminal, person },
    ...{ figures, sinceMs, atMs, times },
    text: { th: alert.th, en: alert.en },
    toDo: { th: alert.doTh, en: alert.doEn },
  };
}
