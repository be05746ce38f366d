// What people are known by here, for what, and how long templates may lie here: a signed compliance profile. Pure.

/** A modality for a use case. */
export const USES = ['clockFinger', 'clockFace', 'proveFace'] as const;
export type Use = (typeof USES)[number];

/**
 * `resident`: templates lie here as long as their people are here. `cached`: each only so long after the fleet has last said that it holds.
 * `none`: nobody's templates lie here, not even for a visit; whoever is proved is compared with what they bring.
 */
export const RESIDENCIES = ['resident', 'cached', 'none'] as const;
export type Residency = (typeof RESIDENCIES)[number];

/**
 * `attendance`: a terminal of an employer, that keeps and compares (guideline of the Bank of Thailand, Principle 4, does not bind it).
 * `bot`: one that serves customers under that guideline. Nothing biometric is done there but what is approved, by its reference.
 */
export const USE_PROFILES = ['attendance', 'bot'] as const;
export type UseProfile = (typeof USE_PROFILES)[number];

export interface UsePolicy {
  /** What fingers and faces are taken for: templates of any other purpose are none here. */
  readonly purpose: string;
  readonly profile: UseProfile;
  readonly uses: readonly Use[];
  /** Under which reference the profile `bot` has each of them; null: under none. */
  readonly approvals: Readonly<Record<Use, string | null>>;
  /** Null: as the profile has it, `resident` or `none`. */
  readonly residency: Residency | null;
  readonly cachedDays: number;
}

export interface UseRules {
  readonly purpose: string;
  readonly profile: UseProfile;
  readonly residency: Residency;
  readonly cachedDays: number;
  readonly may: Readonly<Record<Use, boolean>>;
}

const RESIDENCY_OF: Readonly<Record<UseProfile, Residency>> = { attendance: 'resident', bot: 'none' };

export function useRules(policy: { readonly use: UsePolicy }): UseRules {
  const { purpose, profile, uses, approvals, cachedDays, ...asked } = policy.use;
  const residency = asked.residency ?? RESIDENCY_OF[profile];
  const isAllowed = (use: Use): boolean => uses.includes(use) && (profile === 'attendance' || approvals[use] !== null);
  // Staff are compared with what is kept of them.
  const keeps = residency !== 'none';
  const may = {
    clockFinger: keeps && isAllowed('clockFinger'),
    clockFace: keeps && isAllowed('clockFace'),
    proveFace: isAllowed('proveFace'),
  };
  return { purpose, profile, residency, cachedDays, may };
}
