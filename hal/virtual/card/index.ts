// Virtual cards, and the virtual readers they are put into.
export type { ChipFault, InsertManner } from './inserted-chip.ts';
export { expired, INVENTED_PEOPLE, type InventedName } from './invented-people.ts';
export {
  openVirtualReader,
  type VirtualReaderOptions,
  type VirtualReaderSurroundings,
} from './open-virtual-reader.ts';
export { contactlessCard, type OtherCard, otherCard } from './other-cards.ts';
export type { CardPerson } from './person-file.ts';
export type { SlotNumber } from './reader-line.ts';
export type { VirtualChip } from './virtual-chip.ts';
export { VirtualPiv, type VirtualPivOptions } from './virtual-piv.ts';
export type { CardEvent, InsertOptions, ReaderFault, VirtualReader } from './virtual-reader.ts';
export { type ThaiIdMake, VirtualThaiId, type VirtualThaiIdOptions } from './virtual-thai-id.ts';
