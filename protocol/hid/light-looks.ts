// What each signal of the light looks like: one meaning, one colour, whatever the lamp.

export interface LightLook {
  /** 0 to 255 each. */
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly blinks: boolean;
}

const looks = <S extends string>(table: Readonly<Record<S, LightLook>>): Readonly<Record<S, LightLook>> => table;

/** Only `accepted` is green: nothing else may be taken for it. */
export const LIGHT_LOOKS = looks({
  off: { red: 0, green: 0, blue: 0, blinks: false },
  ready: { red: 24, green: 24, blue: 24, blinks: false },
  busy: { red: 0, green: 0, blue: 255, blinks: false },
  accepted: { red: 0, green: 255, blue: 0, blinks: false },
  refused: { red: 255, green: 0, blue: 0, blinks: false },
  attention: { red: 255, green: 110, blue: 0, blinks: false },
  fault: { red: 255, green: 0, blue: 0, blinks: true },
});

export type LightName = keyof typeof LIGHT_LOOKS;

export const LIGHT_NAMES: readonly LightName[] = Object.keys(LIGHT_LOOKS).filter(
  (name): name is LightName => name in LIGHT_LOOKS,
);
