// What is watched at each terminal, with the limits that hold until a rule file sets others.
import { ENTRY_RULES } from './terminal/entry-rules.ts';
import { MACHINE_RULES } from './terminal/machine-rules.ts';
import { PEOPLE_RULES } from './terminal/people-rules.ts';
import { TRUST_RULES } from './terminal/trust-rules.ts';
import { VISIT_RULES } from './terminal/visit-rules.ts';

export const TERMINAL_RULES = {
  ...ENTRY_RULES,
  ...VISIT_RULES,
  ...TRUST_RULES,
  ...PEOPLE_RULES,
  ...MACHINE_RULES,
} as const;
