// The Thai national ID card: what it holds, how it is asked for it, and how it reads.
export { LASER_ID_AID, THAI_ID_AID } from './applications.ts';
export { formatAtr, getResponseP2s } from './atr.ts';
export * from './chip-photo.ts';
export * from './citizen-number.ts';
export {
  type Sex,
  THAI_ID_FILE_BYTES,
  type ThaiIdFileField,
  thaiIdFields,
  thaiIdPhotoSpan,
} from './fields.ts';
export * from './names-and-places.ts';
export * from './partial-date.ts';
export { photoReads, planReads, type ReadSpan } from './read-plan.ts';
export {
  isFileField,
  THAI_ID_FIELDS,
  type ThaiIdAnswer,
  type ThaiIdField,
  type ThaiIdRecord,
  thaiIdPhotoDialogue,
  thaiIdRecordDialogue,
} from './reading.ts';
export * from './tis620.ts';
