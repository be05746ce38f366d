// What may be done at the terminal itself, and by whom.
import type { SiteRole } from '../../protocol/index.ts';

export const ACTS = {
  /** How the terminal is: network, time, storage, devices. No person. */
  look: ['viewer', 'auditor', 'operator', 'administrator'],
  journal: ['auditor', 'operator', 'administrator'],
  diagnose: ['operator', 'administrator'],
  enrol: ['operator', 'administrator'],
  test: ['operator', 'administrator'],
  service: ['administrator'],
} as const satisfies Readonly<Record<string, readonly SiteRole[]>>;

export type Act = keyof typeof ACTS;

export const mayDo = (role: SiteRole, act: Act): boolean => ACTS[act].some((allowed) => allowed === role);

export const actsOf = (role: SiteRole): readonly Act[] => isActs(Object.keys(ACTS)).filter((act) => mayDo(role, act));

const isActs = (names: readonly string[]): readonly Act[] => names.filter((name): name is Act => name in ACTS);
