// How it can end that somebody asks about their own data. What goes wrong with a finger has the words of a clock visit.
import { outcomes } from './outcome.ts';

const taken = { visit: 'request', accepted: true, light: 'accepted', counts: false, again: false } as const;
const refused = { visit: 'request', accepted: false, light: 'refused', counts: false, again: false } as const;

/** Once released, a code is never renamed or reused: journals and reports keep it. */
export const REQUEST_OUTCOMES = outcomes({
  'request-taken': {
    ...taken,
    th: 'รับคำขอของท่านแล้ว ครั้งนี้ไม่ได้บันทึกเวลา',
    en: 'Your request is taken. No time was recorded by this.',
    doTh: 'กรุณาเก็บเลขที่คำขอไว้ เจ้าหน้าที่จะตอบภายใน 30 วัน',
    doEn: 'Please keep the number; an officer answers within 30 days.',
  },
  'request-known': {
    ...taken,
    th: 'ท่านยื่นคำขอนี้แล้ว ไม่ต้องยื่นซ้ำ',
    en: 'You have asked for this already; there is no need to ask again.',
    doTh: 'กรุณาเก็บเลขที่คำขอไว้ เจ้าหน้าที่จะตอบภายใน 30 วัน',
    doEn: 'Please keep the number; an officer answers within 30 days.',
  },
  'request-at-counter': {
    ...taken,
    th: 'จดไว้แล้วว่าท่านจะยื่นคำขอที่เคาน์เตอร์',
    en: 'It is noted that you will ask at the counter.',
    doTh: 'กรุณาแจ้งเลขที่คำขอนี้ที่เคาน์เตอร์ พร้อมแสดงบัตรประชาชน',
    doEn: 'Please give this number at the counter, and show your ID card there.',
  },
  'request-counter-only': {
    ...refused,
    light: 'attention',
    th: 'วันนี้เครื่องนี้จดคำขอเพิ่มไม่ได้แล้ว',
    en: 'This kiosk can note no more requests today.',
    doTh: 'กรุณายื่นคำขอที่เคาน์เตอร์โดยตรง',
    doEn: 'Please ask at the counter; you need no number there.',
  },
  'request-not-confirmed': {
    ...refused,
    light: 'attention',
    th: 'ไม่ได้ยืนยันคำขอ จึงยังไม่ได้รับคำขอ',
    en: 'The request was not confirmed; nothing was taken.',
    doTh: 'หากต้องการยื่น กรุณาเริ่มใหม่',
    doEn: 'If you want it, please begin again.',
  },
  'request-not-now': {
    ...refused,
    light: 'attention',
    th: 'ขณะนี้เครื่องยังรับคำขอไม่ได้',
    en: 'This terminal cannot take your request now.',
    doTh: 'กรุณารอสักครู่แล้วลองใหม่',
    doEn: 'Please wait a moment and try again.',
  },
  'request-visit-unknown': {
    ...refused,
    th: 'ไม่พบเลขอ้างอิงนี้ในเครื่องนี้',
    en: 'This reference number is not known at this kiosk.',
    doTh: 'กรุณาตรวจสอบเลข ใช้เครื่องที่เคยทำรายการ หรือยื่นที่เคาน์เตอร์',
    doEn: 'Please check it, use the kiosk where you were, or ask at the counter.',
  },
  'request-paused': {
    ...refused,
    th: 'กดเลขอ้างอิงที่ไม่พบหลายครั้งเกินไป',
    en: 'Too many reference numbers were not known.',
    doTh: 'กรุณารอ[ {wait} ]แล้วลองใหม่ หรือยื่นที่เคาน์เตอร์',
    doEn: 'Please wait[ {wait}] and try again, or ask at the counter.',
  },
});
