// How a prove visit can end: a citizen with the national ID card before a kiosk.
import { outcomes } from './outcome.ts';

const refused = { visit: 'prove', accepted: false, light: 'refused', counts: false, again: false } as const;
/** Held against the citizen number: a pause follows where it happens too often. */
const failed = { ...refused, counts: true } as const;
/** The person can mend it and begin anew. */
const mendable = { ...refused, light: 'attention' } as const;
const broken = { ...refused, light: 'fault' } as const;

/** Once released, a code is never renamed or reused: journals and reports keep it. */
export const PROVE_OUTCOMES = outcomes({
  proved: {
    ...refused,
    accepted: true,
    light: 'accepted',
    th: 'พิสูจน์ตัวตนเรียบร้อยแล้ว',
    en: 'Your identity check is complete.',
    doTh: 'กรุณาดึงบัตรออก และเก็บเลขอ้างอิงไว้',
    doEn: 'Please take your card, and keep the reference number.',
  },
  /** The provider completes it from the sealed evidence: never "proved" here. */
  'proof-pending': {
    ...mendable,
    th: 'เก็บข้อมูลแล้ว กำลังรอผู้พิสูจน์ตัวตนตรวจสอบให้ครบ',
    en: 'Your proof was taken; your identity provider has yet to complete it.',
    doTh: 'กรุณาดึงบัตรออก และเก็บเลขอ้างอิงไว้ติดตามผล',
    doEn: 'Please take your card; ask for the result with the reference number.',
  },
  'face-to-be-reviewed': {
    ...failed,
    light: 'attention',
    th: 'เครื่องยังตัดสินภาพใบหน้าไม่ได้ เจ้าหน้าที่จะตรวจสอบ',
    en: 'The comparison of your face needs a look by an officer.',
    doTh: 'กรุณาดึงบัตรออก และติดต่อเจ้าหน้าที่พร้อมเลขอ้างอิง',
    doEn: 'Please take your card and see an officer with the reference number.',
  },
  'photo-unusable': {
    ...mendable,
    th: 'ภาพถ่ายในชิปของบัตรใช้เปรียบเทียบไม่ได้',
    en: 'The photo in the chip of your card cannot be used for a comparison.',
    doTh: 'กรุณาติดต่อเจ้าหน้าที่พร้อมบัตรและเลขอ้างอิง',
    doEn: 'Please see an officer with your card and the reference number.',
  },
  'help-asked': {
    ...mendable,
    th: 'ส่งต่อให้เจ้าหน้าที่แล้ว',
    en: 'You have been referred to an officer.',
    doTh: 'กรุณาดึงบัตรออก และแจ้งเลขอ้างอิงแก่เจ้าหน้าที่',
    doEn: 'Please take your card and tell the officer the reference number.',
  },
  'service-unavailable': {
    ...refused,
    th: 'เครื่องนี้ยังไม่เปิดให้บริการพิสูจน์ตัวตน',
    en: 'This kiosk does not offer this service at the moment.',
    doTh: 'กรุณาดึงบัตรออก และใช้เครื่องอื่นหรือติดต่อเจ้าหน้าที่',
    doEn: 'Please take your card, and use another kiosk or see an officer.',
  },
  'consent-declined': {
    ...mendable,
    th: 'ท่านไม่ให้ความยินยอมในข้อที่จำเป็น จึงไม่ได้อ่านบัตร',
    en: 'You did not agree to what is necessary, so your card was not read.',
    doTh: 'กรุณาดึงบัตรออก หากต้องการวิธีอื่นให้ติดต่อเจ้าหน้าที่',
    doEn: 'Please take your card; an officer can serve you in another way.',
  },
  cancelled: {
    ...mendable,
    th: 'ยกเลิกรายการแล้ว ไม่ได้เก็บข้อมูลไว้',
    en: 'You have cancelled; nothing of yours is kept.',
    doTh: 'กรุณาดึงบัตรออก',
    doEn: 'Please take your card.',
  },
  'card-removed': {
    ...mendable,
    th: 'ดึงบัตรออกก่อนเสร็จ',
    en: 'The card was taken out too soon.',
    doTh: 'กรุณาเสียบบัตรใหม่ และเสียบค้างไว้จนเครื่องแจ้ง',
    doEn: 'Please insert it again and leave it in until you are told.',
  },
  'card-upside-down': {
    ...mendable,
    th: 'เครื่องอ่านชิปของบัตรไม่พบ',
    en: 'The chip of the card does not answer.',
    doTh: 'กรุณาเสียบบัตรให้ด้านชิปหงายขึ้นและเข้าเครื่องก่อน',
    doEn: 'Please insert the card chip first, with the chip facing up.',
  },
  'card-silent': {
    ...mendable,
    th: 'บัตรไม่ตอบสนอง',
    en: 'The card stopped answering.',
    doTh: 'กรุณาเช็ดชิปให้สะอาดแล้วเสียบใหม่',
    doEn: 'Please wipe the chip and insert the card again.',
  },
  'not-a-thai-id': {
    ...mendable,
    th: 'บัตรนี้ไม่ใช่บัตรประจำตัวประชาชนไทย',
    en: 'This is not a Thai national ID card.',
    doTh: 'กรุณาเสียบบัตรประจำตัวประชาชน',
    doEn: 'Please insert your national ID card.',
  },
  'card-unreadable': {
    ...mendable,
    th: 'อ่านข้อมูลในชิปของบัตรไม่สำเร็จ',
    en: 'The data in the chip could not be read.',
    doTh: 'กรุณาเสียบบัตรใหม่ หากยังไม่ได้ให้ติดต่อเจ้าหน้าที่',
    doEn: 'Please insert the card again; if it still fails see an officer.',
  },
  /** A sign of fraud, not of a slip: a chip does not mistype. */
  'card-number-invalid': {
    ...failed,
    th: 'เลขประจำตัวในชิปไม่ถูกต้อง',
    en: 'The number in the chip is not a valid one.',
    doTh: 'กรุณาติดต่อเจ้าหน้าที่พร้อมบัตร',
    doEn: 'Please see an officer with your card.',
  },
  'card-expired': {
    ...refused,
    th: 'บัตรหมดอายุแล้ว',
    en: 'Your card has expired.',
    doTh: 'กรุณาทำบัตรใหม่ที่สำนักทะเบียน แล้วมาใช้บริการอีกครั้ง',
    doEn: 'Please have it renewed at a registration office, then come back.',
  },
  /** Cancelled or reported lost: which of them is in the evidence; bystanders read the screen too. */
  'card-not-in-use': {
    ...refused,
    th: 'สถานะบัตรนี้ใช้ทำรายการไม่ได้',
    en: 'The status of this card does not allow the transaction.',
    doTh: 'กรุณาติดต่อสำนักทะเบียนหรือเจ้าหน้าที่พร้อมเลขอ้างอิง',
    doEn: 'Please contact a registration office or an officer with the reference.',
  },
  'data-disagree': {
    ...failed,
    th: 'ข้อมูลในบัตรไม่ตรงกับฐานข้อมูลทะเบียน',
    en: 'The data of the card do not agree with the register.',
    doTh: 'กรุณาติดต่อสำนักทะเบียนเพื่อตรวจสอบข้อมูล',
    doEn: 'Please contact a registration office to have them checked.',
  },
  'face-not-captured': {
    ...mendable,
    th: 'ถ่ายภาพใบหน้าให้ได้คุณภาพไม่สำเร็จ',
    en: 'No good enough picture of your face could be taken.',
    doTh: 'กรุณาเสียบบัตรเพื่อเริ่มใหม่ หรือติดต่อเจ้าหน้าที่',
    doEn: 'Please insert your card to begin again, or see an officer.',
  },
  'face-left': {
    ...mendable,
    th: 'ใบหน้าหลุดออกจากกล้องก่อนเสร็จ',
    en: 'Your face left the camera before the end.',
    doTh: 'กรุณาเริ่มใหม่ และมองกล้องจนกว่าเครื่องจะแจ้ง',
    doEn: 'Please begin again, and look at the camera until you are told.',
  },
  'second-person': {
    ...mendable,
    th: 'พบใบหน้ามากกว่าหนึ่งคนในกล้อง',
    en: 'There was more than one face before the camera.',
    doTh: 'กรุณาเข้ามาคนเดียวแล้วเริ่มใหม่',
    doEn: 'Please come alone and begin again.',
  },
  'face-not-live': {
    ...failed,
    th: 'ไม่สามารถยืนยันว่าเป็นใบหน้าจริง',
    en: 'This could not be confirmed as a living face.',
    doTh: 'กรุณาเริ่มใหม่ในที่แสงเพียงพอ หรือติดต่อเจ้าหน้าที่',
    doEn: 'Please begin again in even light, or see an officer.',
  },
  'face-changed': {
    ...failed,
    th: 'ใบหน้าเปลี่ยนไปเป็นคนอื่นระหว่างทำรายการ',
    en: 'The face before the camera changed during the check.',
    doTh: 'กรุณาเริ่มใหม่ด้วยตนเอง',
    doEn: 'Please begin again, by yourself.',
  },
  'challenge-failed': {
    ...failed,
    th: 'การเคลื่อนไหวไม่ตรงกับที่เครื่องขอ',
    en: 'The movement was not the one that was asked for.',
    doTh: 'กรุณาเริ่มใหม่และทำตามที่หน้าจอบอก',
    doEn: 'Please begin again and do as the screen says.',
  },
  'face-mismatch': {
    ...failed,
    th: 'ใบหน้าไม่ตรงกับภาพในชิปของบัตร',
    en: 'Your face does not match the photo in the chip of the card.',
    doTh: 'กรุณาเริ่มใหม่ หรือติดต่อเจ้าหน้าที่พร้อมเลขอ้างอิง',
    doEn: 'Please begin again, or see an officer with the reference number.',
  },
  'prove-locked': {
    ...refused,
    th: 'ลองไม่สำเร็จหลายครั้งเกินไป',
    en: 'Too many attempts have failed.',
    doTh: 'กรุณารอ[ {wait} ]แล้วลองใหม่ หรือติดต่อเจ้าหน้าที่',
    doEn: 'Please wait[ {wait}] and try again, or see an officer.',
  },
  'session-over': {
    ...mendable,
    th: 'หมดเวลาทำรายการ ไม่ได้เก็บข้อมูลไว้',
    en: 'The time for this visit is over; nothing of yours is kept.',
    doTh: 'กรุณาดึงบัตรออก แล้วเสียบใหม่เพื่อเริ่มอีกครั้ง',
    doEn: 'Please take your card, and insert it again to begin anew.',
  },
  'nobody-there': {
    ...mendable,
    th: 'ไม่มีการทำรายการ ระบบจึงปิดรายการ ไม่ได้เก็บข้อมูลไว้',
    en: 'Nothing happened for a while, so the visit was closed; nothing is kept.',
    doTh: 'กรุณาดึงบัตรออก แล้วเสียบใหม่เพื่อเริ่มอีกครั้ง',
    doEn: 'Please take your card, and insert it again to begin anew.',
  },
  'prove-late': {
    ...broken,
    light: 'attention',
    th: 'ใช้เวลานานเกินไป ไม่ได้เก็บข้อมูลไว้',
    en: 'That took too long; nothing of yours is kept.',
    doTh: 'กรุณาดึงบัตรออก แล้วเสียบใหม่เพื่อเริ่มอีกครั้ง',
    doEn: 'Please take your card, and insert it again to begin anew.',
  },
  'reader-lost': {
    ...broken,
    th: 'เครื่องอ่านบัตรขาดการเชื่อมต่อ',
    en: 'The card reader is not connected.',
    doTh: 'กรุณาใช้เครื่องอื่นและแจ้งเจ้าหน้าที่',
    doEn: 'Please use another kiosk and tell the staff.',
  },
  'camera-lost': {
    ...broken,
    th: 'กล้องขาดการเชื่อมต่อ',
    en: 'The camera is not connected.',
    doTh: 'กรุณาใช้เครื่องอื่นและแจ้งเจ้าหน้าที่',
    doEn: 'Please use another kiosk and tell the staff.',
  },
  tampered: {
    ...broken,
    th: 'เครื่องถูกเปิดหรือเคลื่อนย้าย จึงหยุดให้บริการ',
    en: 'This kiosk was opened or moved and is out of service.',
    doTh: 'กรุณาใช้เครื่องอื่นและแจ้งเจ้าหน้าที่',
    doEn: 'Please use another kiosk and tell the staff.',
  },
});

export type ProveCode = keyof typeof PROVE_OUTCOMES;
