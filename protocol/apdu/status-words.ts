// What the last two bytes of a response mean, ISO/IEC 7816-4, 5.6.

export const OK_STATUS = 0x9000;

/** Of a response of at least two bytes; 0, which no card says, of a shorter one. */
export function statusOf(response: Uint8Array): number {
  const [sw1, sw2] = response.subarray(Math.max(0, response.length - 2));
  return sw1 === undefined || sw2 === undefined ? 0 : (sw1 << 8) | sw2;
}

/** The first that fits is meant: exact words before whole groups. */
const statusWords: readonly { readonly from: number; readonly to: number; readonly text: string }[] = [
  { from: 0x9000, to: 0x9000, text: 'done' },
  { from: 0x6100, to: 0x61ff, text: 'more bytes are waiting' },
  { from: 0x6282, to: 0x6282, text: 'the file ended before that' },
  { from: 0x6283, to: 0x6283, text: 'the selected file is invalidated' },
  { from: 0x6200, to: 0x62ff, text: 'a warning, memory unchanged' },
  { from: 0x6300, to: 0x63ff, text: 'a warning, memory changed' },
  { from: 0x6700, to: 0x6700, text: 'wrong length' },
  { from: 0x6982, to: 0x6982, text: 'security status not satisfied' },
  { from: 0x6983, to: 0x6983, text: 'authentication blocked' },
  { from: 0x6985, to: 0x6985, text: 'conditions of use not satisfied' },
  { from: 0x6986, to: 0x6986, text: 'no file is selected' },
  { from: 0x6a81, to: 0x6a81, text: 'function not supported' },
  { from: 0x6a82, to: 0x6a82, text: 'no such application or file' },
  { from: 0x6a86, to: 0x6a86, text: 'wrong P1 or P2' },
  { from: 0x6a88, to: 0x6a88, text: 'no such data' },
  { from: 0x6b00, to: 0x6b00, text: 'offset outside the file' },
  { from: 0x6c00, to: 0x6cff, text: 'wrong expected length' },
  { from: 0x6d00, to: 0x6d00, text: 'unknown instruction' },
  { from: 0x6e00, to: 0x6e00, text: 'unknown class' },
  { from: 0x6f00, to: 0x6f00, text: 'no precise diagnosis' },
];

/** For people: the word itself, and its meaning where it is known. */
export function describeStatus(status: number): string {
  const word = status.toString(16).padStart(4, '0').toUpperCase();
  const known = statusWords.find(({ from, to }) => status >= from && status <= to);
  return known ? `${word} ${known.text}` : word;
}
