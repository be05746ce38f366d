// One file of a support bundle: what it is made of, and that it may not be had.
import { FAULTS, isFault } from '../../../protocol/index.ts';
import type { CheckParts } from '../../health/checks/index.ts';
import type { ConfigSources } from '../../standing/index.ts';

/** As it holds; where it has mistakes, the defaults with the data folder that was named. */
export interface SupportConfig extends Pick<CheckParts, 'config' | 'settingsFault' | 'ignored'> {
  readonly assumed: 'defaults' | null;
}

export interface SupportParts extends SupportConfig {
  readonly sources: ConfigSources;
  readonly commands: SupportCommands;
  readonly signal: AbortSignal;
}

export interface SupportCommands {
  readonly journalctl: string;
}

/** Text of the file, without anybody in it. Rejects where it cannot be had: the bundle says why, and goes without it. */
export type SupportPart = (parts: SupportParts) => Promise<string>;

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** By its code, not by what it was about: that may be somebody. */
export const whyOf = (error: unknown): string => {
  if (isFault(error)) return `${error.message} -> ${FAULTS[error.code].remedy}`;
  if (!(error instanceof Error)) return 'it does not say why';
  return 'code' in error ? `the system says ${error.code}` : error.message;
};
