// Which rules hold: the defaults, and what a JSON file says otherwise. A slip in it is named, never passed over.
import { z } from 'zod';
import { KioskError } from '../../../../protocol/index.ts';
import { type FleetRule, type Limits, SEVERITIES, type Severity, type TerminalRule } from './alert-rule.ts';
import { FLEET_RULES } from './fleet-rules.ts';
import { TERMINAL_RULES } from './terminal-rules.ts';
import type { Ways } from './ways.ts';

export type RuleId = keyof typeof TERMINAL_RULES | keyof typeof FLEET_RULES;
type AnyRule = TerminalRule | FleetRule;

/** As it holds now. */
export interface RuleSetting {
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly holdMinutes: number;
  readonly limits: Limits;
}

export interface RuleSet {
  readonly repeatHours: number;
  readonly ways: Ways;
  readonly settings: ReadonlyMap<string, RuleSetting>;
}

const limit = z.number().min(0).max(1e12);
const site = z.string().min(1).max(64);

/** Each rule knows its own limits: another name is a slip. */
const settingOf = ({ severity, holdMinutes, limits }: AnyRule) =>
  z.strictObject({
    enabled: z.boolean().default(true),
    severity: z.enum(SEVERITIES).default(severity),
    holdMinutes: limit.default(holdMinutes),
    ...Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, limit.default(value)])),
  });

export const ALL_RULES: Readonly<Record<string, AnyRule>> = { ...TERMINAL_RULES, ...FLEET_RULES };

const ruleFileSchema = z.strictObject({
  /** A standing alert is told again after so long; one of duress or tampering with each entry as well. */
  repeatHours: z.number().min(0.1).max(720).default(12),
  /** How long the way between two sites takes at least. */
  ways: z
    .array(z.strictObject({ between: z.tuple([site, site]).readonly(), minutes: limit }))
    .readonly()
    .default([]),
  rules: z
    .strictObject(Object.fromEntries(Object.entries(ALL_RULES).map(([id, rule]) => [id, settingOf(rule).optional()])))
    .default({}),
});

/** What a rule says of itself, apart from its own limits. */
const commonSetting = z.looseObject({
  enabled: z.boolean(),
  severity: z.enum(SEVERITIES),
  holdMinutes: z.number(),
});

/** @param text JSON; undefined: the defaults. @throws KioskError USAGE, which names the place of the slip */
export function ruleSetOf(text: string | undefined, file = ''): RuleSet {
  const parsed = ruleFileSchema.safeParse(text === undefined ? {} : jsonOf(text, file));
  if (!parsed.success) throw slip(file, parsed.error.issues.map(wordsOf).slice(0, 5).join('; '));
  const { repeatHours, ways, rules } = parsed.data;
  const settings = Object.entries(ALL_RULES).map(([id, rule]) => {
    const said: unknown = rules[id] ?? {};
    return [id, settingFrom(settingOf(rule).parse(said), rule)] as const;
  });
  return { repeatHours, ways, settings: new Map(settings) };
}

function settingFrom(said: unknown, rule: AnyRule): RuleSetting {
  const { enabled, severity, holdMinutes, ...rest } = commonSetting.parse(said);
  const limits = Object.keys(rule.limits).map((name) => [name, limit.parse(rest[name])] as const);
  return { enabled, severity, holdMinutes, limits: Object.fromEntries(limits) };
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw slip(file, cause instanceof Error ? cause.message : 'it is no JSON', cause);
  }
}

const wordsOf = ({ path, message }: z.core.$ZodIssue): string => `${path.join('.') || 'the file'}: ${message}`;

const slip = (file: string, why: string, cause?: unknown): KioskError =>
  new KioskError('USAGE', { why: `--rules ${file}: ${why}` }, cause);
