// Why somebody cannot scan at a terminal, in codes and in words, and what is to be done.

export interface VerdictWords {
  readonly th: string;
  readonly en: string;
  readonly doTh: string;
  readonly doEn: string;
}

const verdicts = <C extends string>(table: Readonly<Record<C, VerdictWords>>): Readonly<Record<C, VerdictWords>> =>
  table;

/** Once released, a code is never renamed or reused. */
export const VERDICTS = verdicts({
  disabled: {
    th: 'สิทธิ์ของบุคคลนี้ถูกระงับไว้ทั้งหมด',
    en: 'The person is suspended everywhere.',
    doTh: 'ตรวจสอบสถานะกับฝ่ายบุคคล',
    doEn: 'Ask Human Resources whether that is meant.',
  },
  'no-right': {
    th: 'ไม่มีสิทธิ์ใช้เครื่องนี้',
    en: 'The person has no right at this terminal.',
    doTh: 'เพิ่มสิทธิ์ด้วย ridgectl grants add แล้วส่งด้วย ridgectl push',
    doEn: 'Add a grant (ridgectl grants add), then bring it there (ridgectl push).',
  },
  'right-not-now': {
    th: 'มีสิทธิ์ใช้เครื่องนี้ แต่ไม่ใช่ในเวลานี้',
    en: 'The person has a right at this terminal, and not at this time.',
    doTh: 'ตรวจสอบวันเริ่ม วันสิ้นสุด และช่วงเวลาของสิทธิ์ (ridgectl grants list)',
    doEn: 'Check when the right begins, ends, and its hours (ridgectl grants list).',
  },
  'not-enrolled': {
    th: 'ยังไม่ได้ลงทะเบียนลายนิ้วมือ',
    en: 'No finger of the person is enrolled.',
    doTh: 'ลงทะเบียนด้วย ridgectl enrol',
    doEn: 'Enrol a finger (ridgectl enrol).',
  },
  'not-delivered': {
    th: 'ข้อมูลยังไม่ถึงเครื่องนี้',
    en: 'The person has not arrived at this terminal as they are to be there.',
    doTh: 'ส่งอีกครั้งด้วย ridgectl push แล้วดูเหตุผลที่เครื่องแจ้ง',
    doEn: 'Send again (ridgectl push) and read what the terminal says of it.',
  },
  'terminal-silent': {
    th: 'เครื่องไม่ตอบ',
    en: 'The terminal does not answer.',
    doTh: 'ตรวจสอบไฟฟ้าและเครือข่ายของเครื่อง',
    doEn: 'See to its power and its network.',
  },
  'fleet-silent': {
    th: 'เครื่องขาดการติดต่อกับส่วนกลางนานเกินกำหนด จึงไม่รับใคร',
    en: 'The terminal has not heard from the fleet for too long, and lets in nobody whom the fleet has sent.',
    doTh: 'ให้ ridgectl deliver ทำงาน แล้วตรวจสอบเครือข่าย',
    doEn: 'See that ridgectl deliver runs, and to the network.',
  },
  paused: {
    th: 'ลองไม่สำเร็จหลายครั้ง เครื่องจึงพักการสแกนนิ้วไว้ชั่วคราว',
    en: 'Too many attempts have failed: the terminal pauses.',
    doTh: 'รอให้ครบเวลา หรือใช้บัตรหรือหมายเลขร่วมกับลายนิ้วมือ',
    doEn: 'Wait until it is over, or use a card or number together with the finger.',
  },
  'sensor-trouble': {
    th: 'เครื่องอ่านลายนิ้วมือขัดข้อง สกปรก หรือเสื่อม',
    en: 'The sensor is broken, dirty or worn.',
    doTh: 'เช็ดกระจก หากยังไม่หายให้เปลี่ยนเครื่องอ่าน (ridgectl command เครื่อง self-test)',
    doEn: 'Wipe the glass; if it persists replace the sensor (ridgectl command TERMINAL self-test).',
  },
  'not-usable': {
    th: 'ลายนิ้วมือที่เก็บไว้ใช้ค้นหาที่เครื่องนี้ไม่ได้',
    en: 'What is kept of the fingers cannot be used at this terminal.',
    doTh: 'ลงทะเบียนใหม่ด้วย ridgectl enrol --again',
    doEn: 'Enrol anew (ridgectl enrol --again).',
  },
  'attack-suspected': {
    th: 'เครื่องสงสัยว่าไม่ใช่นิ้วจริง',
    en: 'The terminal suspects that it was no living finger.',
    doTh: 'ให้เจ้าหน้าที่ตรวจตัวบุคคลหน้าเครื่อง เช็ดนิ้วให้สะอาดแล้วลองใหม่',
    doEn: 'Have somebody look at the person in front of the terminal; wipe the finger, try again.',
  },
  'finger-poor': {
    th: 'ภาพนิ้วไม่ดีพอ: แห้ง เปียก วางไม่เต็ม หรือลายเลือน',
    en: 'The images of the finger are poor: dry, wet, partly placed or worn.',
    doTh: 'ให้วางนิ้วเต็มกระจก เช็ดหรือถูนิ้ว หรือใช้อีกนิ้ว หากบ่อยให้ลงทะเบียนนิ้วอื่น',
    doEn: 'Place it flat, dry or moisten it, use the other finger; if it is often so, enrol another one.',
  },
  'finger-changed': {
    th: 'ภาพนิ้วดี แต่ไม่ตรงกับที่ลงทะเบียนไว้: ลายนิ้วเปลี่ยนไป หรือใช้คนละนิ้ว',
    en: 'The images are good and do not match: the print has changed, or it is another finger.',
    doTh: 'ให้ลองนิ้วที่ลงทะเบียน หากยังไม่ผ่านให้ลงทะเบียนใหม่ด้วย ridgectl enrol --again',
    doEn: 'Try the finger that is enrolled; if it still fails enrol anew (ridgectl enrol --again).',
  },
  'finger-changing': {
    th: 'ยังสแกนได้ แต่คะแนนลดลงเรื่อย ๆ',
    en: 'It works, with scores that fall.',
    doTh: 'นัดลงทะเบียนใหม่ด้วย ridgectl enrol --again',
    doEn: 'Enrol anew soon (ridgectl enrol --again).',
  },
  'not-tried': {
    th: 'พร้อมใช้งาน แต่ไม่พบการสแกนเมื่อเร็ว ๆ นี้',
    en: 'All is ready, and no attempt of late is known.',
    doTh: 'ให้ลองสแกนที่เครื่องนี้ แล้วตรวจสอบอีกครั้ง',
    doEn: 'Let them try here, then ask again.',
  },
  works: {
    th: 'สแกนครั้งล่าสุดผ่าน',
    en: 'The latest attempt was accepted.',
    doTh: 'ไม่ต้องทำอะไร',
    doEn: 'Nothing is to be done.',
  },
});
export type VerdictCode = keyof typeof VERDICTS;
