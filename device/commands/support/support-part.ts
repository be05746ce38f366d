// One file of a support bundle: what it is made of, and that it may not be had.
import type { Config } from '../../config/index.ts';
import type { ConfigSources } from '../../standing/index.ts';

export interface SupportParts {
  /** As it holds; where it has mistakes, the defaults with the data folder that was named. */
  readonly config: Config;
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
