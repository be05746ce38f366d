// Why a card lets nobody in, and what to do now: in words that an operator reads on the terminal.
import type { OutcomeMessage } from '../../../protocol/index.ts';

export const CARD_REFUSALS = {
  'not-a-pin': {
    th: 'รหัส PIN ต้องเป็นตัวเลข 6 ถึง 8 หลัก',
    en: 'The PIN has 6 to 8 digits.',
    doTh: 'กรุณาใส่รหัสใหม่ ระบบยังไม่ได้ใช้บัตร',
    doEn: 'Please type it again; your card was not asked.',
  },
  busy: {
    th: 'มีผู้ใช้เครื่องอ่านบัตรอยู่',
    en: 'Somebody else is using the card reader.',
    doTh: 'กรุณารอให้เสร็จแล้วลองใหม่',
    doEn: 'Please wait until they are done, then try again.',
  },
  'no-card': {
    th: 'ไม่พบบัตรในเครื่องอ่าน',
    en: 'No card was inserted.',
    doTh: 'กรุณาใส่รหัสใหม่ แล้วเสียบบัตรเจ้าหน้าที่ภายใน 20 วินาที',
    doEn: 'Please type your PIN again, then insert your card within 20 seconds.',
  },
  'reader-gone': {
    th: 'เครื่องอ่านบัตรไม่พร้อมใช้งาน',
    en: 'The card reader is not available.',
    doTh: 'กรุณาตรวจสอบสายของเครื่องอ่าน หรือใช้กุญแจความปลอดภัย',
    doEn: 'Please check its cable, or use your security key.',
  },
  'wrong-pin': {
    th: 'รหัส PIN ไม่ถูกต้อง ใส่ได้อีก {tries} ครั้งก่อนบัตรถูกระงับ',
    en: 'The PIN is wrong. {tries} before the card is blocked.',
    doTh: 'กรุณาใส่รหัสใหม่',
    doEn: 'Please type it again.',
  },
  'last-try': {
    th: 'บัตรนี้เหลือโอกาสใส่รหัสเพียงครั้งเดียว เครื่องนี้จึงไม่ใช้',
    en: 'This card has one try left, which is not used up here.',
    doTh: 'กรุณาใส่รหัสที่ถูกต้องกับบัตรที่สำนักงาน แล้วกลับมาใหม่',
    doEn: 'Please use it with the right PIN at your office first, then come back.',
  },
  blocked: {
    th: 'บัตรถูกระงับ เพราะใส่รหัสผิดหลายครั้ง',
    en: 'This card is blocked after too many wrong PINs.',
    doTh: 'กรุณาติดต่อผู้ดูแลบัตรเพื่อปลดระงับ',
    doEn: 'Please have it unblocked by whoever manages your cards.',
  },
  'not-an-operators-card': {
    th: 'นี่ไม่ใช่บัตรเจ้าหน้าที่',
    en: "This is not an operator's card.",
    doTh: 'กรุณาดึงบัตรออก แล้วลองใหม่ด้วยบัตรเจ้าหน้าที่',
    doEn: "Please take it out and try again with an operator's card.",
  },
  'no-key': {
    th: 'บัตรนี้ไม่มีกุญแจที่เครื่องใช้ได้',
    en: 'This card has no key that can be used here.',
    doTh: 'กรุณาติดต่อผู้ดูแลบัตร ต้องมีกุญแจ P-256 ในช่อง 9A',
    doEn: 'Please ask whoever manages your cards: it needs a P-256 key in slot 9A.',
  },
  'card-refused': {
    th: 'บัตรไม่ยอมให้ใช้กุญแจ',
    en: 'The card does not let its key be used.',
    doTh: 'กรุณาดึงบัตรออกแล้วเสียบใหม่ หากยังไม่ได้ ให้ติดต่อผู้ดูแลบัตร',
    doEn: 'Please take it out and insert it again; if that does not help, ask whoever manages your cards.',
  },
  'unknown-card': {
    th: 'บัตรนี้ไม่มีสิทธิ์ที่เครื่องนี้',
    en: 'This card is not known at this terminal.',
    doTh: 'กรุณาติดต่อส่วนกลางเพื่อลงทะเบียนบัตร',
    doEn: 'Please ask the central office to register it.',
  },
  'no-longer': {
    th: 'สิทธิ์ของท่านที่เครื่องนี้หมดอายุแล้ว',
    en: 'Your time as an operator of this terminal is over.',
    doTh: 'กรุณาติดต่อส่วนกลางเพื่อต่ออายุ',
    doEn: 'Please ask the central office to renew it.',
  },
  'card-removed': {
    th: 'บัตรถูกดึงออกก่อนเสร็จ',
    en: 'The card was pulled out too early.',
    doTh: 'กรุณาลองใหม่ และเสียบบัตรค้างไว้จนเครื่องแจ้ง',
    doEn: 'Please try again, and leave it in until the terminal says so.',
  },
  'card-upside-down': {
    th: 'บัตรไม่ตอบสนอง',
    en: 'The card gives no sign.',
    doTh: 'กรุณาเสียบบัตรใหม่ โดยหันด้านชิปเข้าเครื่อง',
    doEn: 'Please insert it the other way round, chip first.',
  },
  'card-silent': {
    th: 'บัตรไม่ตอบภายในเวลาที่กำหนด',
    en: 'The card did not answer in time.',
    doTh: 'กรุณาดึงบัตรออก แล้วเสียบใหม่',
    doEn: 'Please take it out and insert it again.',
  },
  'card-unreadable': {
    th: 'อ่านบัตรไม่ได้',
    en: 'The card cannot be read.',
    doTh: 'กรุณาดึงบัตรออกแล้วเสียบใหม่ หรือใช้กุญแจความปลอดภัย',
    doEn: 'Please take it out and insert it again, or use your security key.',
  },
} as const satisfies Readonly<Record<string, OutcomeMessage>>;

export type CardRefusalReason = keyof typeof CARD_REFUSALS;

export interface CardRefusal {
  readonly kind: 'refused';
  readonly reason: CardRefusalReason;
  /** Of a wrong PIN; null otherwise. */
  readonly triesLeft: number | null;
  readonly message: OutcomeMessage;
}

export function cardRefusal(reason: CardRefusalReason, triesLeft: number | null = null): CardRefusal {
  const { th, en, doTh, doEn } = CARD_REFUSALS[reason];
  const put = (text: string, tries: string): string => text.replace('{tries}', tries);
  const triesEn = triesLeft === 1 ? 'One try is left' : `${triesLeft} tries are left`;
  return {
    kind: 'refused',
    reason,
    triesLeft,
    message: { th: put(th, `${triesLeft}`), en: put(en, triesEn), doTh, doEn },
  };
}
