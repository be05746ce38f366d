// How a clock visit can end that begins with a card or a number: who it is has been said, and is to be shown by a finger or the face.
import { outcomes } from './outcome.ts';

const refused = { visit: 'clock', accepted: false, light: 'refused', counts: false, again: false } as const;
/** Held against the person who was claimed, or against the terminal where nobody was. */
const failed = { ...refused, counts: true } as const;

/** Once released, a code is never renamed or reused: journals and reports keep it. */
export const CLAIM_OUTCOMES = outcomes({
  'claim-unknown': {
    ...failed,
    th: 'ไม่พบบัตรหรือหมายเลขนี้ในเครื่อง',
    en: 'This card or number is not known at this terminal.',
    doTh: 'กรุณาตรวจสอบหมายเลข หรือติดต่อฝ่ายบุคคลเพื่อลงทะเบียนบัตร',
    doEn: 'Please check the number, or ask Human Resources to register the card.',
  },
  'nothing-enrolled': {
    ...refused,
    th: 'ยังไม่มีลายนิ้วมือหรือใบหน้าของท่านในเครื่องนี้',
    en: 'Neither a finger nor a face of yours is enrolled at this terminal.',
    doTh: 'กรุณาติดต่อฝ่ายบุคคลเพื่อลงทะเบียน',
    doEn: 'Please contact Human Resources to enrol.',
  },
  /** Known by the finger, and to say first who they are. What it says anybody may be told. */
  'claim-first': {
    ...refused,
    light: 'attention',
    again: true,
    unnamed: true,
    th: 'ครั้งนี้ใช้นิ้วอย่างเดียวไม่พอ',
    en: 'A finger alone is not enough this time.',
    doTh: 'กรุณาแตะบัตรหรือพิมพ์หมายเลขประจำตัวก่อน แล้วทำตามหน้าจอ',
    doEn: 'Please show your card or type your number first, then do as the screen says.',
  },
  'other-claim': {
    ...refused,
    light: 'attention',
    unnamed: true,
    th: 'ครั้งนี้ใช้วิธีนี้ลงเวลาไม่ได้',
    en: 'Your time cannot be recorded in this way.',
    doTh: 'หากแตะบัตร กรุณาพิมพ์หมายเลขแทน หากพิมพ์หมายเลข กรุณาแตะบัตร หรือแจ้งเจ้าหน้าที่',
    doEn: 'Please use your number instead of the card, or the card instead of the number, or ask a member of staff.',
  },
  'face-unavailable': {
    ...refused,
    light: 'attention',
    unnamed: true,
    th: 'เครื่องนี้ตรวจใบหน้าของท่านไม่ได้',
    en: 'Your face cannot be checked at this terminal.',
    doTh: 'กรุณาใช้เครื่องที่มีกล้องและลงทะเบียนใบหน้าไว้ หรือแจ้งเจ้าหน้าที่',
    doEn: 'Please use a terminal with a camera that knows your face, or ask a member of staff.',
  },
  'staff-needed': {
    ...refused,
    light: 'attention',
    unnamed: true,
    th: 'เจ้าหน้าที่ต้องช่วยบันทึกเวลาให้ท่าน',
    en: 'A member of staff has to help you.',
    doTh: 'กรุณาแจ้งเจ้าหน้าที่ ยังไม่ได้บันทึกเวลา',
    doEn: 'Please turn to a member of staff; your time was not recorded.',
  },
  'finger-mismatch': {
    ...failed,
    again: true,
    th: 'ลายนิ้วมือไม่ตรงกับบัตรหรือหมายเลขที่แจ้ง',
    en: 'This finger is not that of the card or number given.',
    doTh: 'กรุณาวางนิ้วใหม่ หรือใช้อีกนิ้วที่ลงทะเบียนไว้',
    doEn: 'Please try again, or use your other enrolled finger.',
  },
  'claimed-face-mismatch': {
    ...failed,
    again: true,
    th: 'ใบหน้าไม่ตรงกับบัตรหรือหมายเลขที่แจ้ง',
    en: 'This face is not that of the card or number given.',
    doTh: 'กรุณาลองใหม่ในที่แสงเพียงพอ หรือติดต่อเจ้าหน้าที่',
    doEn: 'Please try again in even light, or ask a member of staff.',
  },
  /** Not photographed, and no time was recorded. */
  'claim-cancelled': {
    ...refused,
    light: 'attention',
    th: 'ยกเลิกแล้ว ยังไม่ได้บันทึกเวลา',
    en: 'Cancelled; your time was not recorded.',
    doTh: 'กรุณาเริ่มใหม่เมื่อพร้อม',
    doEn: 'Please begin again when you are ready.',
  },
  'camera-busy': {
    ...refused,
    light: 'attention',
    th: 'มีผู้ใช้กล้องอยู่',
    en: 'Somebody else is before the camera.',
    doTh: 'กรุณารอสักครู่แล้วลองใหม่',
    doEn: 'Please wait a moment and try again.',
  },
  'claim-locked': {
    ...refused,
    th: 'ลองไม่สำเร็จหลายครั้งเกินไปสำหรับบัตรหรือหมายเลขนี้',
    en: 'Too many attempts have failed with this card or number.',
    doTh: 'กรุณารอ[ {wait} ]แล้วลองใหม่ หรือติดต่อเจ้าหน้าที่',
    doEn: 'Please wait[ {wait}] and try again, or ask a member of staff.',
  },
});
