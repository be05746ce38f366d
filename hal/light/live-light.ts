// A lamp that is open now: it shows signals until it is lost.
import type { KioskError } from '../../protocol/index.ts';
import type { Light } from '../ports/light.ts';

export interface LiveLight extends Light {
  /** Resolves, once, when the lamp has gone: with why. Never rejects. */
  readonly lost: Promise<KioskError>;
}

/** What resolves `lost`, from the moment it is known. */
export interface Loss {
  readonly lost: Promise<KioskError>;
  readonly fault: KioskError | undefined;
  lose(fault: KioskError): void;
}

export function newLoss(): Loss {
  let resolve: (fault: KioskError) => void = () => undefined;
  let known: KioskError | undefined;
  const lost = new Promise<KioskError>((settle) => {
    resolve = settle;
  });
  return {
    lost,
    get fault() {
      return known;
    },
    lose(fault) {
      known ??= fault;
      resolve(fault);
    },
  };
}
