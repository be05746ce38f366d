// The register as one officer sees it: people of their units alone, nothing for themselves alone, and each change told of.
import { KioskError } from '../../../../protocol/index.ts';

type Word = string | number | boolean | null;

/** By codes and ids, without names. */
export interface RegisterChange {
  readonly kind: string;
  readonly id: string;
  /** Null: it was not there. */
  readonly before: Readonly<Record<string, Word>> | null;
  /** Null: it is not there any more. */
  readonly after: Readonly<Record<string, Word>> | null;
}

export interface RegisterView {
  /** Whether they see everybody. */
  readonly isWhole: boolean;
  readonly sees: (person: { readonly unit: string }) => boolean;
  /** Whether that is who looks. */
  readonly isSelf: (person: { readonly id: string; readonly code: string }) => boolean;
  /** Whether that is who looks, under whatever name they are an officer. */
  readonly isOwnName: (officer: string) => boolean;
  /** @throws SecondNeeded unless somebody else has approved it */
  readonly mustNotBeAlone: (because: string) => void;
  readonly note: (change: RegisterChange) => void;
}

/** Not done, and nothing changed: somebody else has to approve it first. */
export class SecondNeeded extends Error {
  readonly because: string;

  constructor(because: string) {
    super(because);
    this.because = because;
  }
}

export const notTheirs = (why: string): KioskError => new KioskError('OFFICER_REFUSED', { why });
