// What holds at this moment: every rule asked about every terminal, and those of the fleet.
import type { FleetLook, TerminalLook } from '../look/fleet-look.ts';
import { type Figures, filled, type RuleTerms, type Severity } from './alert-rule.ts';
import { FLEET_RULES } from './fleet-rules.ts';
import type { RuleSet, RuleSetting } from './rule-file.ts';
import { TERMINAL_RULES } from './terminal-rules.ts';

export interface AlertText {
  readonly th: string;
  readonly en: string;
  readonly doTh: string;
  readonly doEn: string;
}

/** A condition that holds now. */
export interface Judged extends AlertText {
  readonly rule: string;
  readonly severity: Severity;
  readonly holdMs: number;
  /** SITE.TERMINAL; null where it is about more than one. */
  readonly terminal: string | null;
  readonly site: string | null;
  /** The fleet's random id of a person. */
  readonly person: string | null;
  readonly figures: Figures;
  /** Arrival number of the latest entry that it is about, where each is told; null where one telling is for all of them. */
  readonly latest: number | null;
}

const MINUTE_MS = 60_000;

export function judge(look: FleetLook, rules: RuleSet): readonly Judged[] {
  return [...atTerminals(look, rules), ...inFleet(look, rules)];
}

/** An alert is the same alert for as long as its rule holds for the same subject. */
export const keyOf = ({ rule, terminal, person }: Pick<Judged, 'rule' | 'terminal' | 'person'>): string =>
  [rule, terminal ?? '', person ?? ''].join('|');

function atTerminals({ terminals, atMs }: FleetLook, { settings }: RuleSet): readonly Judged[] {
  return Object.entries(TERMINAL_RULES).flatMap(([id, rule]) => {
    const setting = settings.get(id);
    if (!setting?.enabled) return [];
    return terminals.flatMap((one) => {
      const figures = rule.see(one, setting.limits, atMs);
      return figures
        ? [judged({ id, rule, setting }, { ...aboutTerminal(one), figures, latest: rule.latest?.(one) ?? null })]
        : [];
    });
  });
}

function inFleet(look: FleetLook, { settings, ways }: RuleSet): readonly Judged[] {
  return Object.entries(FLEET_RULES).flatMap(([id, rule]) => {
    const setting = settings.get(id);
    if (!setting?.enabled) return [];
    return onePerPerson(rule.find(look, setting.limits, ways)).map((found) =>
      judged({ id, rule, setting }, { ...found, terminal: null, site: null, latest: null }),
    );
  });
}

const aboutTerminal = ({ terminal, site }: TerminalLook) => ({ terminal, site, person: null });

/** The latest: it is one alert, however often it was seen. */
const onePerPerson = <T extends { readonly person: string | null }>(found: readonly T[]): readonly T[] => [
  ...new Map(found.map((one) => [one.person, one])).values(),
];

interface Rule {
  readonly id: string;
  readonly rule: Pick<RuleTerms<never>, keyof AlertText>;
  readonly setting: RuleSetting;
}

type About = Pick<Judged, 'terminal' | 'site' | 'person' | 'figures' | 'latest'>;

function judged({ id, rule, setting }: Rule, about: About): Judged {
  const values = { ...about.figures, ...(about.terminal !== null && { terminal: about.terminal }) };
  const say = (text: string): string => filled(text, values);
  return {
    ...{ ...about, rule: id, severity: setting.severity, holdMs: setting.holdMinutes * MINUTE_MS },
    ...{ th: say(rule.th), en: say(rule.en), doTh: say(rule.doTh), doEn: say(rule.doEn) },
  };
}
