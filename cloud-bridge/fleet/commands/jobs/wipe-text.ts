// What the receipt of a wiped terminal says, for people: whether anything was lost with it.
import { openWipeReceipt, type WipeReceipt } from '../../../../protocol/index.ts';

/** Undefined where it is no receipt. */
export const readReceipt = (jws: string): Promise<WipeReceipt | undefined> =>
  openWipeReceipt(jws).then(
    ({ receipt }) => receipt,
    () => undefined,
  );

export function textOfReceipt({ journalId, lastSeq, unsent, unsentCaptures, unsentEvidence }: WipeReceipt): string {
  const counted = [
    [unsent, 'journal entries'],
    [unsentCaptures ?? 0, 'people enrolled there'],
    [unsentEvidence ?? 0, 'pieces of evidence'],
  ] as const;
  const lost = counted.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const end = `wiped; journal ${journalId} ended with ${lastSeq}`;
  if (lost.length > 0) return `${end}; LOST: ${lost.join(', ')}`;
  return unsentCaptures === undefined
    ? `${end}; no entry was lost, of all else it says nothing`
    : `${end}; nothing was lost`;
}
