// What the answer to reset tells of a card before anything is read: which P2 its GET RESPONSE wants. Holds nothing of a person.

interface AtrRow {
  readonly begins: readonly number[];
  readonly getResponseP2: number;
  readonly text: string;
}

/** ThaiIDCard.cs, thai-id readers in Node and Go; nobody has published a check of the first row. */
const atrTable: readonly AtrRow[] = [
  { begins: [0x3b, 0x67], getResponseP2: 1, text: 'early cards, without TA1: slow' },
  { begins: [0x3b, 0x68], getResponseP2: 0, text: 'without TA1: slow' },
  { begins: [0x3b, 0x78], getResponseP2: 0, text: 'later cards' },
  { begins: [0x3b, 0x79], getResponseP2: 0, text: 'later cards, TA1 = 96: fast' },
];

/** The values to try, the likeliest first: a card that is not in the table gets both, and its check digit decides. */
export function getResponseP2s(atr: Uint8Array): readonly number[] {
  const row = atrTable.find(({ begins }) => begins.every((byte, index) => atr[index] === byte));
  return row ? [row.getResponseP2] : [0, 1];
}

/** For the log. */
export const formatAtr = (atr: Uint8Array): string =>
  Array.from(atr, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
