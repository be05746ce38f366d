// What the screen asks for outside of a visit's answer: which finger, which touch, and to lift it. Thai and English.

import type { ClaimWay, FingerPosition, OutcomeMessage } from '../../protocol/index.ts';

const FINGER_TH: Readonly<Record<FingerPosition, string>> = {
  unknown: 'นิ้ว',
  'right-thumb': 'นิ้วหัวแม่มือขวา',
  'right-index': 'นิ้วชี้ขวา',
  'right-middle': 'นิ้วกลางขวา',
  'right-ring': 'นิ้วนางขวา',
  'right-little': 'นิ้วก้อยขวา',
  'left-thumb': 'นิ้วหัวแม่มือซ้าย',
  'left-index': 'นิ้วชี้ซ้าย',
  'left-middle': 'นิ้วกลางซ้าย',
  'left-ring': 'นิ้วนางซ้าย',
  'left-little': 'นิ้วก้อยซ้าย',
};

export const fingerTh = (finger: FingerPosition): string => FINGER_TH[finger];
export const fingerEn = (finger: FingerPosition): string =>
  finger === 'unknown' ? 'finger' : `${finger.replace('-', ' ')} finger`.replace('thumb finger', 'thumb');

export const LIFT: OutcomeMessage = {
  th: 'ยังมีนิ้ววางอยู่บนเครื่องอ่าน',
  en: 'A finger is still on the sensor.',
  doTh: 'กรุณายกนิ้วออก แล้วเช็ดเครื่องอ่านหากไม่มีนิ้ววางอยู่',
  doEn: 'Please lift it; wipe the sensor where none is there.',
};

/** For whoever needs a person, whatever goes on here. Nobody is said to come: that nobody can know. */
export const helpFrom = (whom: {
  readonly th?: string | undefined;
  readonly en?: string | undefined;
}): OutcomeMessage => ({
  th: 'กรุณาแจ้งเจ้าหน้าที่',
  en: 'Please turn to a member of staff.',
  doTh: whom.th ?? 'เจ้าหน้าที่ช่วยท่านได้โดยไม่ต้องใช้เครื่องนี้',
  doEn: whom.en ?? 'They can help you without this terminal.',
});

/** @param reason as an officer of the fleet has written it, in whatever language */
export const outOfUseBecause = (reason: string): OutcomeMessage => ({
  th: 'เครื่องนี้งดใช้งานชั่วคราว กรุณาใช้เครื่องอื่น',
  en: 'This terminal is out of use. Please use another one.',
  doTh: `เหตุผล: ${reason}`,
  doEn: `Reason: ${reason}`,
});

export const BEING_TESTED: OutcomeMessage = {
  th: 'เครื่องกำลังตรวจสอบตัวเอง',
  en: 'The terminal is testing itself.',
  doTh: 'กรุณารอสักครู่ และอย่าวางนิ้วบนเครื่องอ่าน',
  doEn: 'Please wait a moment, and leave the glass free.',
};

export const BEING_WIPED: OutcomeMessage = {
  th: 'เครื่องนี้เลิกใช้งานแล้ว กรุณาใช้เครื่องอื่น',
  en: 'This terminal is taken out of service. Please use another one.',
  doTh: 'ข้อมูลทั้งหมดในเครื่องกำลังถูกลบ',
  doEn: 'All that it holds is being destroyed.',
};

export const A_FINGER_IS_TRIED: OutcomeMessage = {
  th: 'เจ้าหน้าที่กำลังทดสอบการอ่านนิ้ว',
  en: 'A member of staff is trying whether a finger can be read.',
  doTh: 'กรุณารอสักครู่ หรือใช้เครื่องอื่น',
  doEn: 'Please wait a moment, or use another terminal.',
};

/** Live pictures at the terminal, for a technician. */
export const CAMERA_LOOKED_THROUGH: OutcomeMessage = {
  th: 'เจ้าหน้าที่กำลังตรวจกล้องของเครื่องนี้',
  en: 'A member of staff is looking through the camera of this terminal.',
  doTh: 'กรุณารอสักครู่ หรือใช้เครื่องอื่น ภาพจะไม่ถูกเก็บไว้',
  doEn: 'Please wait a moment, or use another terminal. No picture is kept.',
};

export const SOMEBODY_ENROLS: OutcomeMessage = {
  th: 'กำลังลงทะเบียนลายนิ้วมือ',
  en: 'Somebody is being enrolled.',
  doTh: 'กรุณารอสักครู่ หรือใช้เครื่องอื่น',
  doEn: 'Please wait a moment, or use another terminal.',
};

export const PHOTOGRAPHED: OutcomeMessage = {
  th: 'เจ้าหน้าที่ส่วนกลางกำลังถ่ายภาพหน้าเครื่องนี้',
  en: 'The central office is taking a picture of what is before this terminal.',
  doTh: 'ถ่ายเพียงภาพเดียว',
  doEn: 'One picture is taken.',
};

/** Whoever the fleet wants enrolled here is called by name. */
export const callToEnrol = ({
  nameTh,
  nameEn,
}: {
  readonly nameTh: string;
  readonly nameEn: string;
}): OutcomeMessage => ({
  th: `เชิญ ${nameTh || nameEn} ลงทะเบียนลายนิ้วมือ`,
  en: `${nameEn || nameTh}: please enrol your fingers.`,
  doTh: 'แตะปุ่มเมื่อพร้อม ผู้อื่นลงเวลาได้ตามปกติ',
  doEn: 'Press the button when you are ready. Others may clock meanwhile.',
});

export const TOUCH_TAKEN: OutcomeMessage = {
  th: 'อ่านลายนิ้วมือแล้ว',
  en: 'Your finger has been read.',
  doTh: 'กรุณายกนิ้วออก',
  doEn: 'Please lift it.',
};

/** Whoever has said who they are is not known here yet, and the fleet is asked. */
export const ASKED_FOR: OutcomeMessage = {
  th: 'กำลังตรวจสอบกับระบบกลาง',
  en: 'Asking the fleet whether you are to clock here.',
  doTh: 'กรุณารอสักครู่',
  doEn: 'Please wait a moment.',
};

const SHOW_IT: Readonly<Record<'finger' | 'face' | 'either', OutcomeMessage>> = {
  finger: {
    th: 'กรุณายืนยันด้วยลายนิ้วมือ',
    en: 'Please confirm with your finger.',
    doTh: 'วางนิ้วที่ลงทะเบียนไว้บนเครื่องอ่าน',
    doEn: 'Place an enrolled finger on the sensor.',
  },
  face: {
    th: 'กรุณายืนยันด้วยใบหน้า',
    en: 'Please confirm with your face.',
    doTh: 'มองตรงมาที่กล้อง',
    doEn: 'Look straight into the camera.',
  },
  either: {
    th: 'กรุณายืนยันด้วยลายนิ้วมือหรือใบหน้า',
    en: 'Please confirm with your finger or your face.',
    doTh: 'วางนิ้วบนเครื่องอ่าน หรือแตะปุ่มใช้ใบหน้า',
    doEn: 'Place an enrolled finger on the sensor, or touch “Use my face”.',
  },
};

/** Of whoever has said who they are. */
export const askFor = (ways: readonly ClaimWay[]): OutcomeMessage =>
  SHOW_IT[ways.length > 1 ? 'either' : (ways[0] ?? 'finger')];

export const placeFor = (finger: FingerPosition, impression: number, of: number): OutcomeMessage => ({
  th: `กรุณาวาง${fingerTh(finger)}`,
  en: `Please place your ${fingerEn(finger)}.`,
  doTh: `ครั้งที่ ${impression} จาก ${of}`,
  doEn: `Touch ${impression} of ${of}.`,
});

export const verifyWith = (finger: FingerPosition): OutcomeMessage => ({
  th: `กรุณาวาง${fingerTh(finger)}อีกครั้ง`,
  en: `Please place your ${fingerEn(finger)} once more.`,
  doTh: 'เพื่อตรวจสอบว่าเครื่องจำได้',
  doEn: 'This checks that it is recognised.',
});

/** Of whoever asks about their own data. */
export const SHOW_THAT_IT_IS_YOU: OutcomeMessage = {
  th: 'กรุณาวางนิ้วที่ลงทะเบียนไว้บนเครื่องอ่าน',
  en: 'Please place an enrolled finger on the sensor.',
  doTh: 'เพื่อยืนยันว่าเป็นคำขอของท่าน ครั้งนี้ไม่บันทึกเวลา',
  doEn: 'It shows that the request is yours; no time is recorded.',
};

/** Whoever touched may not be whoever pressed: what cannot be taken back by themselves is asked once more. */
export const MEAN_IT: OutcomeMessage = {
  th: 'ท่านต้องการยื่นคำขอนี้ใช่หรือไม่',
  en: 'Do you want to make this request?',
  doTh: 'หากเพียงต้องการลงเวลา กรุณาแตะ “กลับ” แล้ววางนิ้วอีกครั้ง',
  doEn: 'If you only wanted to clock, touch “Back” and place your finger again.',
};

export const LOOKED_AT: OutcomeMessage = {
  th: 'กำลังตรวจสอบลายนิ้วมือ',
  en: 'Your finger is being checked.',
  doTh: 'กรุณารอสักครู่',
  doEn: 'Please wait a moment.',
};
