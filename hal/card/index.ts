// Smart cards: what opens the readers, what reads a Thai ID card, and the virtual readers and cards.
export * from '../virtual/card/index.ts';
export { type CardConnection, type CardRetry, type CardRetryReason, connectCard } from './card-retry.ts';
export { type CardUidReading, looksContactless, readCardUid } from './card-uid.ts';
export { type CardConfig, type CardReaderParts, openCardReaders } from './open-card-readers.ts';
export { type CardSignRequest, readPivCertificate, signWithCard } from './piv-card.ts';
export {
  readThaiId,
  readThaiIdPhoto,
  type ThaiIdPhotoReading,
  type ThaiIdReading,
  type ThaiIdRequest,
} from './thai-id-card.ts';
export { waitForCard } from './wait-for-card.ts';
