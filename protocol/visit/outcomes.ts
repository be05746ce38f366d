// How a clock or an enrolment visit can end: the one published table of outcomes and reasons.
import type { LightName } from '../hid/light-looks.ts';

export type VisitKind = 'clock' | 'enrol' | 'either';

export interface Outcome {
  readonly visit: VisitKind;
  readonly accepted: boolean;
  readonly light: LightName;
  /** Whether it is a failed attempt for the retry limits. What the person was not given a fair chance at is not. */
  readonly counts: boolean;
  /** Whether the same person is asked to place a finger again: the key that they pressed still holds. */
  readonly again: boolean;
  /** What happened. `{name}`, `{time}` and `{wait}` are filled in; a part in [ ] goes where it has no value. */
  readonly th: string;
  readonly en: string;
  /** What to do now. */
  readonly doTh: string;
  readonly doEn: string;
}

const outcomes = <C extends string>(table: Readonly<Record<C, Outcome>>): Readonly<Record<C, Outcome>> => table;

const accepted = { accepted: true, light: 'accepted', counts: false, again: false } as const;
const refused = { visit: 'clock', accepted: false, light: 'refused', counts: false, again: false } as const;
const failed = { ...refused, counts: true, again: true } as const;
const poorImage = { visit: 'either', accepted: false, light: 'attention', counts: false, again: true } as const;
const broken = { visit: 'either', accepted: false, light: 'fault', counts: false, again: true } as const;
const notEnrolled = { visit: 'enrol', accepted: false, light: 'refused', counts: false, again: false } as const;

/** Once released, a code is never renamed or reused: journals and reports keep it. */
export const OUTCOMES = outcomes({
  accepted: {
    ...accepted,
    visit: 'clock',
    th: '[{name} ]บันทึกเวลา[ {time} น. ]เรียบร้อยแล้ว',
    en: 'Your time is recorded[: {time}][, {name}].',
    doTh: 'ยกนิ้วออกได้เลย',
    doEn: 'You may lift your finger.',
  },
  'accepted-repeated': {
    ...accepted,
    visit: 'clock',
    th: '[{name} ]บันทึกเวลาไปแล้วเมื่อสักครู่ ครั้งนี้เก็บเป็นรายการซ้ำ',
    en: 'You clocked a moment ago[, {name}]; this time is kept and marked as a repeat.',
    doTh: 'ไม่ต้องสแกนซ้ำอีก',
    doEn: 'There is no need to do it again.',
  },
  'not-recognised': {
    ...failed,
    th: 'ไม่พบลายนิ้วมือที่ตรงกัน',
    en: 'No matching finger was found.',
    doTh: 'กรุณาวางนิ้วใหม่ หรือใช้อีกนิ้วที่ลงทะเบียนไว้',
    doEn: 'Please try again, or use your other enrolled finger.',
  },
  /** Too rare for chance and too common to decide. Not held against the person: the next touch is, where it fails. */
  'another-finger': {
    ...poorImage,
    visit: 'clock',
    th: 'นิ้วนี้นิ้วเดียวยังยืนยันไม่ได้',
    en: 'This finger alone does not settle it yet.',
    doTh: 'กรุณาวางอีกนิ้วที่ลงทะเบียนไว้ทันที',
    doEn: 'Please touch with your other enrolled finger now.',
  },
  ambiguous: {
    ...failed,
    again: false,
    light: 'attention',
    th: 'ลายนิ้วมือนี้คล้ายกับของมากกว่าหนึ่งคน',
    en: 'This finger is too much like those of two people.',
    doTh: 'กรุณาใช้บัตรหรือหมายเลขประจำตัวร่วมกับลายนิ้วมือ',
    doEn: 'Please use your card or your number together with your finger.',
  },
  'attack-suspected': {
    ...failed,
    visit: 'either',
    th: 'ไม่สามารถยืนยันว่าเป็นนิ้วจริง',
    en: 'This could not be confirmed as a living finger.',
    doTh: 'กรุณาเช็ดนิ้วให้สะอาดแล้ววางใหม่ หรือแจ้งเจ้าหน้าที่',
    doEn: 'Please wipe your finger and try again, or ask a member of staff.',
  },
  'too-many-attempts': {
    ...refused,
    th: 'ลองไม่สำเร็จหลายครั้งเกินไป',
    en: 'Too many attempts have failed.',
    doTh: 'กรุณารอ[ {wait} ]แล้วลองใหม่ หรือใช้บัตรหรือหมายเลขประจำตัวร่วมกับลายนิ้วมือ',
    doEn: 'Please wait[ {wait}] and try again, or use your card or your number together with your finger.',
  },
  'no-right-here': {
    ...refused,
    th: '[{name} ]ยังไม่มีสิทธิ์ใช้เครื่องนี้',
    en: 'This terminal is not among those you may use[, {name}].',
    doTh: 'กรุณาใช้เครื่องอื่น หรือติดต่อฝ่ายบุคคล',
    doEn: 'Please use another terminal, or contact Human Resources.',
  },
  'outside-schedule': {
    ...refused,
    th: '[{name} ]อยู่นอกช่วงเวลาที่กำหนด',
    en: 'This is outside your permitted hours[, {name}].',
    doTh: 'กรุณามาใหม่ในช่วงเวลาของท่าน หรือติดต่อหัวหน้างาน',
    doEn: 'Please come back during your hours, or contact your supervisor.',
  },
  'not-yet-valid': {
    ...refused,
    th: '[{name} ]ยังไม่ถึงวันเริ่มใช้สิทธิ์',
    en: 'Your permission has not begun yet[, {name}].',
    doTh: 'กรุณาติดต่อฝ่ายบุคคลเพื่อตรวจสอบวันเริ่มใช้สิทธิ์',
    doEn: 'Please ask Human Resources when it begins.',
  },
  expired: {
    ...refused,
    th: '[{name} ]สิทธิ์ใช้งานหมดอายุแล้ว',
    en: 'Your permission has expired[, {name}].',
    doTh: 'กรุณาติดต่อฝ่ายบุคคลเพื่อต่ออายุสิทธิ์',
    doEn: 'Please ask Human Resources to renew it.',
  },
  disabled: {
    ...refused,
    th: '[{name} ]สิทธิ์ใช้งานถูกระงับไว้',
    en: 'Your permission is suspended[, {name}].',
    doTh: 'กรุณาติดต่อฝ่ายบุคคล',
    doEn: 'Please contact Human Resources.',
  },
  'poor-image': {
    ...poorImage,
    th: 'ภาพลายนิ้วมือไม่ชัด',
    en: 'The image of your finger is not clear.',
    doTh: 'กรุณาวางนิ้วให้แนบสนิทแล้วลองใหม่',
    doEn: 'Please lay your finger flat and try again.',
  },
  'too-dry': {
    ...poorImage,
    th: 'นิ้วแห้งเกินไป',
    en: 'Your finger is too dry.',
    doTh: 'กรุณาถูนิ้วกับฝ่ามือสักครู่แล้ววางใหม่',
    doEn: 'Please rub it on your palm for a moment, then try again.',
  },
  'too-wet': {
    ...poorImage,
    th: 'นิ้วเปียกเกินไป',
    en: 'Your finger is too wet.',
    doTh: 'กรุณาเช็ดนิ้วให้แห้งแล้ววางใหม่',
    doEn: 'Please dry it, then try again.',
  },
  partial: {
    ...poorImage,
    th: 'เห็นลายนิ้วมือเพียงบางส่วน',
    en: 'Only a part of your finger was seen.',
    doTh: 'กรุณาวางนิ้วให้แนบเต็มกระจก',
    doEn: 'Please lay your finger flat so that it covers the glass.',
  },
  'off-centre': {
    ...poorImage,
    th: 'นิ้วไม่อยู่ตรงกลาง',
    en: 'Your finger is not in the middle.',
    doTh: 'กรุณาวางนิ้วให้อยู่กลางกระจก',
    doEn: 'Please place it in the middle of the glass.',
  },
  smeared: {
    ...poorImage,
    th: 'ลายนิ้วมือเบลอ',
    en: 'The image of your finger is smeared.',
    doTh: 'กรุณาวางนิ้วให้นิ่ง และเช็ดกระจกหากมีคราบ',
    doEn: 'Please keep your finger still, and wipe the glass if it is dirty.',
  },
  residue: {
    ...poorImage,
    th: 'มีคราบลายนิ้วมือเดิมอยู่บนกระจก',
    en: 'There are traces of an earlier finger on the glass.',
    doTh: 'กรุณาเช็ดกระจกให้สะอาดแล้ววางนิ้วใหม่',
    doEn: 'Please wipe the glass, then place your finger again.',
  },
  'too-few-minutiae': {
    ...poorImage,
    th: 'เห็นรายละเอียดลายนิ้วมือไม่พอ',
    en: 'Too little detail of your finger was seen.',
    doTh: 'กรุณากดนิ้วแน่นขึ้นเล็กน้อย หรือใช้อีกนิ้ว',
    doEn: 'Please press a little more firmly, or use your other finger.',
  },
  'too-short': {
    ...poorImage,
    th: 'ยกนิ้วเร็วเกินไป',
    en: 'Your finger left the glass too soon.',
    doTh: 'กรุณาวางนิ้วค้างไว้จนไฟเปลี่ยนสี',
    doEn: 'Please keep it there until the light changes.',
  },
  'no-finger': {
    ...poorImage,
    th: 'ไม่พบนิ้วบนกระจก',
    en: 'There was no finger on the glass.',
    doTh: 'กรุณาวางนิ้วบนกระจก',
    doEn: 'Please place your finger on the glass.',
  },
  'image-failed': {
    ...poorImage,
    th: 'อ่านลายนิ้วมือไม่สำเร็จ',
    en: 'The sensor could not take an image.',
    doTh: 'กรุณายกนิ้วออกแล้ววางใหม่',
    doEn: 'Please lift your finger and place it again.',
  },
  'timed-out': {
    ...poorImage,
    th: 'รอนานเกินเวลาที่กำหนด',
    en: 'No finger came in time.',
    doTh: 'กรุณาเริ่มใหม่อีกครั้ง',
    doEn: 'Please start again.',
  },
  'device-fault': {
    ...broken,
    th: 'เครื่องขัดข้องชั่วคราว ยังไม่ได้บันทึก',
    en: 'The terminal has a fault; nothing was saved for you.',
    doTh: 'กรุณาลองใหม่ หรือใช้เครื่องอื่นและแจ้งเจ้าหน้าที่',
    doEn: 'Please try again, or use another terminal and tell the staff.',
  },
  'sensor-lost': {
    ...broken,
    th: 'เครื่องอ่านลายนิ้วมือขาดการเชื่อมต่อ',
    en: 'The fingerprint sensor is not connected.',
    doTh: 'กรุณารอสักครู่แล้วลองใหม่ หรือใช้เครื่องอื่น',
    doEn: 'Please wait a moment and try again, or use another terminal.',
  },
  'stage-late': {
    ...broken,
    light: 'attention',
    th: 'ใช้เวลานานเกินไป ยังไม่ได้บันทึก',
    en: 'That took too long; nothing was saved for you.',
    doTh: 'กรุณาวางนิ้วใหม่อีกครั้ง',
    doEn: 'Please place your finger again.',
  },
  'storage-full': {
    ...broken,
    th: 'ที่เก็บข้อมูลของเครื่องเต็ม ยังไม่ได้บันทึก',
    en: 'The memory of the terminal is full; nothing was saved for you.',
    doTh: 'กรุณาใช้เครื่องอื่นและแจ้งเจ้าหน้าที่',
    doEn: 'Please use another terminal and tell the staff.',
  },
  'storage-fault': {
    ...broken,
    th: 'เครื่องเก็บข้อมูลไม่สำเร็จ ยังไม่ได้บันทึก',
    en: 'The terminal could not save; nothing was saved for you.',
    doTh: 'กรุณาใช้เครื่องอื่นและแจ้งเจ้าหน้าที่',
    doEn: 'Please use another terminal and tell the staff.',
  },
  enrolled: {
    ...accepted,
    visit: 'enrol',
    th: 'ลงทะเบียน[ {name} ]เรียบร้อยแล้ว',
    en: 'Enrolment[ of {name}] is complete.',
    doTh: 'ใช้นิ้วที่ลงทะเบียนบันทึกเวลาได้เลย',
    doEn: 'The enrolled fingers can be used from now on.',
  },
  duplicate: {
    ...notEnrolled,
    th: 'ลายนิ้วมือนี้ลงทะเบียนไว้กับรายการอื่นแล้ว',
    en: 'This finger is enrolled under another record already.',
    doTh: 'กรุณาให้เจ้าหน้าที่ตรวจสอบรายการเดิม',
    doEn: 'Please ask the enrolment officer to check the other record.',
  },
  'poor-quality': {
    ...notEnrolled,
    light: 'attention',
    th: 'คุณภาพลายนิ้วมือยังไม่เพียงพอ',
    en: 'The quality of this finger is not good enough yet.',
    doTh: 'กรุณาทำความสะอาดนิ้วและกระจกแล้วลองใหม่ หรือใช้นิ้วอื่น',
    doEn: 'Please clean the finger and the glass and try again, or use another finger.',
  },
  'verification-failed': {
    ...notEnrolled,
    light: 'attention',
    th: 'นิ้วที่วางตรวจสอบไม่ตรงกับที่ลงทะเบียน',
    en: 'The finger placed for the check does not match the one enrolled.',
    doTh: 'กรุณาลงทะเบียนนิ้วนี้ใหม่',
    doEn: 'Please enrol this finger again.',
  },
  'person-exists': {
    ...notEnrolled,
    th: 'รหัสบุคลากรนี้ลงทะเบียนไว้แล้ว',
    en: 'A person with this code is enrolled already.',
    doTh: 'กรุณาตรวจสอบรหัส หรือลบรายการเดิมก่อน',
    doEn: 'Please check the code, or remove the earlier record first.',
  },
});

export type OutcomeCode = keyof typeof OUTCOMES;

export const isOutcomeCode = (code: string): code is OutcomeCode => Object.hasOwn(OUTCOMES, code);
