// Which people an officer of some units sees: theirs, and those of units within them ("library/circulation" lies within "library").

/** @param units none: everybody's */
export function isWithin(units: readonly string[], unit: string): boolean {
  const wanted = unit.normalize('NFC');
  return (
    units.length === 0 ||
    units.map((one) => one.normalize('NFC')).some((one) => wanted === one || wanted.startsWith(`${one}/`))
  );
}
