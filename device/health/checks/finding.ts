// What a check of `doctor` finds, and what it may look at.
import type { Clock, KioskError } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';

export interface Finding {
  readonly ok: boolean;
  readonly detail: string;
  /** Also where it is good enough to work, and could be better. */
  readonly remedy: string | null;
}

export interface CheckParts {
  readonly config: Config;
  /** Why settings of the fleet that are held here are not within it. */
  readonly settingsFault?: KioskError | undefined;
  /** What the site has set although it is the fleet's to say. */
  readonly ignored?: KioskError | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** May throw: `examine` makes a finding of it. */
export type Check = (parts: CheckParts) => Promise<Finding>;

export const good = (detail: string): Finding => ({ ok: true, detail, remedy: null });
export const passable = (detail: string, remedy: string): Finding => ({ ok: true, detail, remedy });
export const bad = (detail: string, remedy: string): Finding => ({ ok: false, detail, remedy });
