// What an alert rule is: when it holds, how grave that is, what it says in both languages and what is to be done.
import type { FleetLook, TerminalLook } from '../look/fleet-look.ts';
import type { Ways } from './ways.ts';

export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** By their names, which end with their unit. */
export type Limits = Readonly<Record<string, number>>;
/** What the sentences are filled in with: figures, and words of ours or of a closed list. Never a name or a code of a person. */
export type Figures = Readonly<Record<string, number | string>>;

export interface RuleTerms<L extends Limits> {
  readonly severity: Severity;
  /** So long it must hold before anybody is told. */
  readonly holdMinutes: number;
  /** Defaults; a rule file may set others. */
  readonly limits: L;
  readonly th: string;
  readonly en: string;
  readonly doTh: string;
  readonly doEn: string;
}

export interface TerminalRule<L extends Limits = Limits> extends RuleTerms<L> {
  /** Undefined where it does not hold. (A method: a rule with limits of its own is one with any limits.) */
  see(terminal: TerminalLook, limits: L, atMs: number): Figures | undefined;
  /** Of a rule that is told again with each entry: the arrival number of the latest. A count would hide one that comes as another grows old. */
  latest?(terminal: TerminalLook): number | undefined;
}

/** Of the fleet as a whole, or of a person by the fleet's random id. */
export interface FleetFinding {
  readonly person: string | null;
  readonly figures: Figures;
}

export interface FleetRule<L extends Limits = Limits> extends RuleTerms<L> {
  find(look: FleetLook, limits: L, ways: Ways): readonly FleetFinding[];
}

export const terminalRule = <L extends Limits>(rule: TerminalRule<L>): TerminalRule => rule;
export const fleetRule = <L extends Limits>(rule: FleetRule<L>): FleetRule => rule;

/** Figures where it holds: keeps the tables of rules to one line each. */
export const when = (holds: boolean, figures: () => Figures = () => ({})): Figures | undefined =>
  holds ? figures() : undefined;

/** What is not known stays out, with its braces: a sentence must not fail for a figure. */
export const filled = (text: string, figures: Figures): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => `${figures[name] ?? whole}`);
