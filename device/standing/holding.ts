// Which of the lasting orders is followed in this run, and why a later one that is held is not.
import { FAULTS, type KioskError } from '../../protocol/index.ts';

export interface Holding {
  /** 0: none. */
  readonly version: number;
  /** Of one that is held and not followed. */
  readonly refused: KioskError | undefined;
}

export const holdingOf = (version: number, refused?: KioskError): Holding => ({
  version: refused ? 0 : version,
  refused,
});

/** For whoever ordered it, in as many words as the fault has. */
export const whyNot = ({ code, context: { detail = FAULTS[code].text } }: KioskError): string => String(detail);
