// What officers of the fleet are, and which role has which other within it.
import type { FleetRole } from '../../../protocol/index.ts';

export const OFFICER_ROLES = ['viewer', 'auditor', 'operator', 'administrator'] as const satisfies readonly FleetRole[];
export type OfficerRole = (typeof OFFICER_ROLES)[number];

/** Whoever may change something may look at it. An auditor changes nothing, and nobody who changes things signs as an auditor. */
const WITHIN: Readonly<Record<OfficerRole, readonly OfficerRole[]>> = {
  viewer: ['viewer'],
  auditor: ['auditor', 'viewer'],
  operator: ['operator', 'viewer'],
  administrator: ['administrator', 'operator', 'viewer'],
};

/** As a public key names them, its own first. */
export const rolesOf = (role: OfficerRole): readonly OfficerRole[] => WITHIN[role];
