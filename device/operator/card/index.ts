// An operator's card: how one comes in by a PIN and a key that never leaves its card.
export { AwaitedCard } from './awaited-card.ts';
export { AwaitingCardEntry, type CardEntrance, type CardEntry, type CardEntryParts } from './card-entry.ts';
export { CARD_REFUSALS, type CardRefusal, type CardRefusalReason } from './card-refusal.ts';
