// Cards that people put into the slot instead: a bank card, a SIM, a blank one, one upside down; and a contactless one.
import { obeyed, statusWord, type VirtualChip, withStatus } from './virtual-chip.ts';

export type OtherCard = 'bank-card' | 'sim' | 'blank' | 'upside-down';

interface Kind {
  readonly model: string;
  readonly atr: string;
  /** To whatever it is told. */
  readonly status: number;
}

const FAST_MS_PER_BYTE = 0.048;

const KINDS: Readonly<Record<OtherCard, Kind>> = {
  'bank-card': { model: 'virtual bank card', atr: '3B6500002063CB6800', status: 0x6a82 },
  sim: { model: 'virtual SIM', atr: '3B1F94806F5A5A5A5A5A5A5A5A5A5A5A5A5A5A', status: 0x6e00 },
  blank: { model: 'virtual blank card', atr: '3B00', status: 0x6d00 },
  // Its plastic lies on the contacts.
  'upside-down': { model: 'virtual card, upside down', atr: '', status: 0x6f00 },
};

const chip = (kind: Omit<Kind, 'status'>, respond: VirtualChip['respond']): VirtualChip => ({
  model: kind.model,
  atr: Uint8Array.from(Buffer.from(kind.atr, 'hex')),
  msPerByte: FAST_MS_PER_BYTE,
  reset: () => undefined,
  respond,
});

export const otherCard = (name: OtherCard): VirtualChip => chip(KINDS[name], () => statusWord(KINDS[name].status));

/** PC/SC part 3: readers answer GET DATA by themselves, with the number of the card on them. */
export function contactlessCard(uid: Uint8Array): VirtualChip {
  const kind = { model: 'virtual contactless card', atr: '3B8F8001804F0CA000000306030001000000006A' };
  return chip(kind, (bytes) =>
    obeyed(bytes, ({ cla, ins, p1, p2 }) =>
      cla === 0xff && ins === 0xca && p1 === 0 && p2 === 0 ? withStatus(uid, 0x9000) : statusWord(0x6d00),
    ),
  );
}
