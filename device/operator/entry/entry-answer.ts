// What comes of an operator's trying to come in: in words that they read on the terminal.
import type { OutcomeMessage, SiteOperator } from '../../../protocol/index.ts';
import type { CardRefusalReason } from '../card/index.ts';

export const KEY_REFUSALS = {
  'unknown-key': {
    th: 'กุญแจนี้ไม่ได้รับอนุญาตให้เข้าที่เครื่องนี้',
    en: 'This key is not among those that are let in here.',
    doTh: 'กรุณาติดต่อผู้ดูแลระบบเพื่อลงทะเบียนกุญแจ',
    doEn: 'Please ask an administrator to register it.',
  },
  /** Nothing shows that whoever has the key is there. */
  'not-shown': {
    th: 'ยังยืนยันไม่ได้ว่าเป็นท่าน',
    en: 'That it is you was not shown.',
    doTh: 'กรุณาลองใหม่ และใส่รหัสของกุญแจเมื่อถูกถาม',
    doEn: 'Please try again, and type the PIN of your key where it asks.',
  },
  /** It has counted backwards. */
  'copied-key': {
    th: 'กุญแจนี้อาจถูกทำสำเนา จึงใช้เข้าไม่ได้',
    en: 'This key may have been copied, so it lets nobody in.',
    doTh: 'กรุณาแจ้งผู้ดูแลระบบให้ยกเลิกกุญแจนี้ทันที',
    doEn: 'Please tell an administrator at once, who revokes it.',
  },
  /** Of a second person. */
  'same-person': {
    th: 'ผู้เห็นชอบต้องเป็นเจ้าหน้าที่อีกคนหนึ่ง',
    en: 'Whoever agrees must be another operator.',
    doTh: 'กรุณาให้เจ้าหน้าที่อีกคนแสดงกุญแจหรือบัตรของตน',
    doEn: 'Please ask a second operator to show their own key or card.',
  },
  'may-not-agree': {
    th: 'บทบาทของผู้เห็นชอบไม่มีสิทธิ์ลงทะเบียน',
    en: 'The role of whoever agrees has no enrolments.',
    doTh: 'กรุณาให้ผู้ปฏิบัติงานหรือผู้ดูแลระบบอีกคนเห็นชอบ',
    doEn: 'Please ask another operator or administrator.',
  },
  tampered: {
    th: 'ตู้ของเครื่องถูกเปิดหรือเคลื่อนย้าย หน้านี้จึงถูกล็อก',
    en: 'The cabinet was opened or moved, so this page is locked.',
    doTh: 'กรุณาปิดตู้ให้สนิท แล้วให้ผู้ดูแลระบบแสดงกุญแจหรือบัตรของตน หรือให้ส่วนกลางสั่งให้ใช้งานได้',
    doEn: 'Please close it, then let an administrator show their own key or card, or have the fleet put the terminal back to use.',
  },
  paused: {
    th: 'ลองไม่สำเร็จหลายครั้งเกินไป',
    en: 'Too many attempts have failed.',
    doTh: 'กรุณารอสักครู่แล้วลองใหม่',
    doEn: 'Please wait a moment, then try again.',
  },
} as const satisfies Readonly<Record<string, OutcomeMessage>>;

export type KeyRefusal = keyof typeof KEY_REFUSALS;
export type EntryRefusal = KeyRefusal | CardRefusalReason;

export interface Refused {
  readonly entered: false;
  readonly why: EntryRefusal;
  readonly message: OutcomeMessage;
}

export type EntryAnswer =
  | { readonly entered: true; readonly operator: SiteOperator }
  /** `whose`: of whom it is a copy, for the journal alone. */
  | (Refused & { readonly whose?: SiteOperator });

export const refusedKey = (why: KeyRefusal): Refused => ({ entered: false, why, message: KEY_REFUSALS[why] });
