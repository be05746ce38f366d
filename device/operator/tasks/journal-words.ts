// The journal in words for whoever works at the terminal, in both languages. What no table has is shown as it stands in the entry.
import {
  isFingerPosition,
  isOutcomeCode,
  type JournalPayload,
  outcomeMessage,
  type Text,
} from '../../../protocol/index.ts';
import { fingerEn, fingerTh } from '../../flows/prompts.ts';
import { CARD_REFUSALS } from '../card/index.ts';
import { KEY_REFUSALS } from '../entry/entry-answer.ts';
import type { Fact, FactName } from './journal-lines.ts';

export const EVENT_WORDS: Readonly<Record<JournalPayload['event'], Text>> = {
  clock: { th: 'ลงเวลา', en: 'Somebody clocked' },
  enrolment: { th: 'ลงทะเบียนบุคคลแล้ว', en: 'Somebody was enrolled' },
  'enrolment-failed': { th: 'ลงทะเบียนไม่สำเร็จ', en: 'An enrolment failed' },
  prove: { th: 'พิสูจน์ตัวตน', en: 'Somebody proved who they are' },
  removal: { th: 'ลบบุคคลออกจากเครื่อง', en: 'Somebody was removed' },
  service: { th: 'การทำงานของระบบ', en: 'The service' },
  fault: { th: 'มีสิ่งขัดข้อง', en: 'Something failed' },
  recovered: { th: 'กลับมาใช้ได้แล้ว', en: 'It works again' },
  lockout: { th: 'พักรับการลองเพราะพลาดหลายครั้ง', en: 'A pause after too many failures' },
  'fleet-refused': { th: 'ไม่รับข้อความจากระบบกลาง', en: 'A message of the fleet was refused' },
  settings: { th: 'ค่าที่ตั้งไว้เปลี่ยนไป', en: 'A setting was changed' },
  'clock-jump': { th: 'นาฬิกาถูกปรับ', en: 'The clock was moved' },
  gap: { th: 'บันทึกขาดหาย', en: 'Entries are lost' },
  pruned: { th: 'นำบันทึกเก่าที่ส่งแล้วออก', en: 'Old entries that were sent gave way' },
  erased: { th: 'ลบเนื้อหาของบันทึก', en: 'What an entry told was erased' },
  retired: { th: 'ลบข้อมูลที่ครบกำหนดเก็บ', en: 'What was kept long enough is gone' },
  residue: { th: 'ลบสิ่งที่ค้างจากการทำงานที่ถูกตัดกลางคัน', en: 'What a run that was cut off had left was removed' },
  carried: { th: 'นำบันทึกไปส่งส่วนกลางด้วยสื่อบันทึก', en: 'Entries were carried to the fleet' },
  'people-table': { th: 'รายชื่อบุคคลเป็นปัจจุบัน', en: 'The people are as the fleet wants them' },
  'snapshot-viewed': { th: 'มีผู้ดูภาพของการลงเวลา', en: 'The picture of a visit was looked at' },
  'keys-renewed': { th: 'เปลี่ยนกุญแจของข้อมูลที่ปิดผนึก', en: 'What is sealed has new keys' },
  'data-exported': { th: 'ส่งมอบสำเนาข้อมูลของบุคคล', en: 'A copy of somebody’s data was given out' },
  job: { th: 'คำสั่งจากระบบกลาง', en: 'An order of the fleet' },
  certificate: { th: 'ใบรับรองของเครื่อง', en: 'The certificate of the terminal' },
  operator: { th: 'ผู้ดูแลเครื่อง', en: 'An operator' },
  'data-request': { th: 'คำขอเกี่ยวกับข้อมูลส่วนบุคคล', en: 'A request about somebody’s own data' },
  tamper: { th: 'ตู้ของเครื่อง', en: 'The cabinet' },
  power: { th: 'ไฟฟ้าของเครื่อง', en: 'The power of the terminal' },
  update: { th: 'การปรับปรุงซอฟต์แวร์', en: 'An update of the software' },
  'finger-shown': { th: 'มีผู้แสดงลายนิ้วมือโดยไม่ได้ลงเวลา', en: 'A finger was shown, and no punch' },
  'data-request-refused': { th: 'ไม่รับลายนิ้วมือที่แสดงกับคำขอ', en: 'The finger shown for a request was refused' },
};

/** Of an entry that tells nothing any more. */
export const ERASED: Text = { th: 'เนื้อหาถูกลบแล้ว', en: 'What it told was erased' };

const FACT_WORDS: Readonly<Record<FactName, Text>> = {
  outcome: { th: 'ผล', en: 'outcome' },
  reason: { th: 'เหตุผล', en: 'reason' },
  direction: { th: 'ทิศทาง', en: 'direction' },
  method: { th: 'วิธี', en: 'method' },
  repeated: { th: 'ซ้ำ', en: 'repeated' },
  attempt: { th: 'ครั้งที่', en: 'attempt' },
  quality: { th: 'คุณภาพ', en: 'quality' },
  score: { th: 'คะแนน', en: 'score' },
  threshold: { th: 'เกณฑ์', en: 'threshold' },
  liveness: { th: 'การตรวจว่าเป็นของจริง', en: 'presentation' },
  verified: { th: 'ทดสอบแล้ว', en: 'verified' },
  tries: { th: 'จำนวนครั้งที่วาง', en: 'touches' },
  by: { th: 'ด้วย', en: 'by' },
  at: { th: 'ในการ', en: 'at' },
  finger: { th: 'นิ้ว', en: 'finger' },
  cardStatus: { th: 'สถานะบัตร', en: 'card' },
  failures: { th: 'พลาดมาแล้ว', en: 'failures' },
  what: { th: 'เรื่อง', en: 'what' },
  release: { th: 'รุ่นที่เผยแพร่', en: 'release' },
  version: { th: 'รุ่น', en: 'version' },
  detail: { th: 'รายละเอียด', en: 'detail' },
  device: { th: 'อุปกรณ์', en: 'device' },
  code: { th: 'รหัส', en: 'code' },
  scope: { th: 'ของ', en: 'of' },
  retryAfterMs: { th: 'พัก (มิลลิวินาที)', en: 'pause (ms)' },
  level: { th: 'ระดับ', en: 'level' },
  topic: { th: 'หัวข้อ', en: 'topic' },
  why: { th: 'เพราะ', en: 'why' },
  byMs: { th: 'ปรับไป (มิลลิวินาที)', en: 'by (ms)' },
  state: { th: 'สถานะ', en: 'state' },
  fromSeq: { th: 'ตั้งแต่ลำดับ', en: 'from no.' },
  toSeq: { th: 'ถึงลำดับ', en: 'to no.' },
  seq: { th: 'ลำดับ', en: 'no.' },
  seqs: { th: 'ลำดับ', en: 'nos.' },
  revision: { th: 'ฉบับที่', en: 'revision' },
  put: { th: 'เพิ่มหรือแก้ไข', en: 'put' },
  removed: { th: 'นำออก', en: 'removed' },
  count: { th: 'จำนวน', en: 'how many' },
  left: { th: 'ลบไม่ได้', en: 'could not be removed' },
  days: { th: 'เก็บได้ไม่เกิน (วัน)', en: 'kept at most (days)' },
  kind: { th: 'คำสั่ง', en: 'order' },
  serial: { th: 'เลขที่', en: 'serial' },
  resealed: { th: 'ปิดผนึกใหม่', en: 'sealed anew' },
  unreadable: { th: 'เปิดไม่ได้', en: 'unreadable' },
  role: { th: 'บทบาท', en: 'role' },
  request: { th: 'ขอ', en: 'asks for' },
  tie: { th: 'ยืนยันด้วย', en: 'shown by' },
  chargePercent: { th: 'แบตเตอรี่ (%)', en: 'battery (%)' },
};

const YES_NO = { true: { th: 'ใช่', en: 'yes' }, false: { th: 'ไม่ใช่', en: 'no' } };

const VALUE_WORDS: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  repeated: YES_NO,
  verified: YES_NO,
  outcome: {
    accepted: { th: 'ผ่าน', en: 'accepted' },
    refused: { th: 'ไม่ผ่าน', en: 'refused' },
    proved: { th: 'พิสูจน์แล้ว', en: 'proved' },
    pending: { th: 'รอผล', en: 'pending' },
    referred: { th: 'ส่งต่อเจ้าหน้าที่', en: 'referred to staff' },
  },
  reason: {
    'refused-by-fleet': { th: 'ระบบกลางไม่รับ', en: 'refused by the fleet' },
  },
  direction: { in: { th: 'เข้า', en: 'in' }, out: { th: 'ออก', en: 'out' } },
  method: {
    finger: { th: 'ลายนิ้วมือ', en: 'finger' },
    'card-finger': { th: 'บัตรและลายนิ้วมือ', en: 'card and finger' },
    'number-finger': { th: 'เลขประจำตัวและลายนิ้วมือ', en: 'number and finger' },
    'card-face': { th: 'บัตรและใบหน้า', en: 'card and face' },
    'number-face': { th: 'เลขประจำตัวและใบหน้า', en: 'number and face' },
    card: { th: 'บัตร', en: 'card' },
    number: { th: 'เลขประจำตัว', en: 'number' },
  },
  liveness: {
    'not-assessed': { th: 'ไม่ได้ตรวจ', en: 'not looked at' },
    live: { th: 'ของจริง', en: 'alive' },
    attack: { th: 'สงสัยว่าปลอมแปลง', en: 'an attack is suspected' },
    unknown: { th: 'ตรวจไม่ได้', en: 'not known' },
  },
  by: {
    finger: { th: 'ลายนิ้วมือ', en: 'finger' },
    face: { th: 'ใบหน้า', en: 'face' },
    'security-key': { th: 'กุญแจความปลอดภัย', en: 'security key' },
    card: { th: 'บัตรเจ้าหน้าที่', en: 'card' },
    bench: { th: 'โต๊ะทดสอบ', en: 'bench' },
    start: { th: 'พบเมื่อเริ่มทำงาน', en: 'found at the start' },
    input: { th: 'สวิตช์ตู้', en: 'its switch' },
    policy: { th: 'เกณฑ์ที่ตั้งไว้', en: 'policy' },
    operator: { th: 'ผู้ดูแลระบบที่หน้าเครื่อง', en: 'an administrator here' },
    fleet: { th: 'คำสั่งจากระบบกลาง', en: 'an order of the fleet' },
  },
  cardStatus: {
    normal: { th: 'ปกติ', en: 'in use' },
    cancelled: { th: 'ยกเลิกแล้ว', en: 'cancelled' },
    lost: { th: 'แจ้งหาย', en: 'lost' },
    expired: { th: 'หมดอายุ', en: 'expired' },
    unknown: { th: 'ไม่ทราบ', en: 'not known' },
    'not-asked': { th: 'ไม่ได้ถาม', en: 'not asked' },
  },
  what: {
    started: { th: 'เริ่มทำงาน', en: 'started' },
    ready: { th: 'พร้อมใช้', en: 'ready' },
    stopped: { th: 'หยุดทำงาน', en: 'stopped' },
    'crash-recovered': { th: 'เริ่มใหม่หลังถูกตัดกลางคัน', en: 'started again after it was cut off' },
    entered: { th: 'เข้าใช้', en: 'came in' },
    refused: { th: 'ไม่รับ', en: 'was refused' },
    did: { th: 'ดำเนินการ', en: 'worked' },
    left: { th: 'ออก', en: 'left' },
    ended: { th: 'ถูกให้ออก', en: 'was signed out' },
    renewed: { th: 'ต่ออายุแล้ว', en: 'renewed' },
    'in-use': { th: 'ใช้งานแล้ว', en: 'in use' },
    opened: { th: 'ถูกเปิดหรือเคลื่อนย้าย', en: 'was opened or moved' },
    erasing: { th: 'กำลังทำลายกุญแจเข้ารหัส', en: 'costs the keys' },
    cleared: { th: 'ตรวจแล้วและใช้งานต่อได้', en: 'is all right again' },
    'taken-out': { th: 'นำออกจากเครื่องแล้ว', en: 'taken out' },
    'not-taken-out': { th: 'นำออกไม่สำเร็จ', en: 'not taken out after all' },
    acknowledged: { th: 'ส่วนกลางได้รับแล้ว', en: 'the fleet has them' },
    discarded: { th: 'ยกเลิกใบใหม่', en: 'the new one was dropped' },
    enrolments: { th: 'การลงทะเบียนที่ไม่เสร็จ', en: 'enrolments that were not finished' },
    templates: { th: 'แม่แบบที่ไม่มีเจ้าของ', en: 'templates of nobody' },
    snapshots: { th: 'ภาพที่ไม่มีบันทึก', en: 'pictures without an entry' },
    draft: { th: 'แฟ้มที่เขียนไม่เสร็จ', en: 'files that were half written' },
    'memory-image': { th: 'สำเนาหน่วยความจำ', en: 'images of the memory' },
    picture: { th: 'ภาพที่ตกค้าง', en: 'pictures' },
    scratch: { th: 'แฟ้มชั่วคราว', en: 'scratch files' },
    access: { th: 'บันทึกการเข้าดูแลเครื่อง', en: 'entries of access' },
    activity: { th: 'บันทึกการทำงานของเครื่อง', en: 'entries of activity' },
    transaction: { th: 'บันทึกการลงเวลาและการพิสูจน์ตัวตน', en: 'entries of transactions' },
    security: { th: 'บันทึกความปลอดภัย', en: 'entries of security' },
    evidence: { th: 'หลักฐานที่ยังไม่ได้ส่ง', en: 'evidence that was not sent' },
    orders: { th: 'คำสั่งที่เสร็จแล้ว', en: 'orders that are over' },
    kept: { th: 'ใช้งานได้ดี ใช้ต่อ', en: 'runs well, kept' },
    begun: { th: 'เริ่มทดลองใช้', en: 'on trial' },
    'went-back': { th: 'เลิกใช้ กลับไปใช้รุ่นก่อน', en: 'left for the one before' },
    installed: { th: 'ติดตั้งใหม่', en: 'installed' },
    'mains-lost': { th: 'ไฟฟ้าดับ ใช้แบตเตอรี่', en: 'mains lost, on battery' },
    'mains-back': { th: 'ไฟฟ้ากลับมาแล้ว', en: 'mains are back' },
    ending: { th: 'แบตเตอรี่ใกล้หมด กำลังปิดเครื่อง', en: 'battery nearly empty, switching off' },
    damaged: { th: 'แฟ้มเสียที่แยกเก็บไว้', en: 'damaged files laid aside' },
    biometrics: { th: 'แม่แบบลายนิ้วมือและใบหน้า', en: 'templates of fingers and faces' },
  },
  device: {
    broker: { th: 'ตัวกลางรับส่งข้อความ', en: 'broker' },
    camera: { th: 'กล้อง', en: 'camera' },
    disk: { th: 'ที่เก็บข้อมูล', en: 'disk' },
    face: { th: 'ระบบใบหน้า', en: 'face recognition' },
    'finger-network': { th: 'ระบบตรวจลายนิ้วมือ', en: 'finger network' },
    gallery: { th: 'คลังลายนิ้วมือ', en: 'gallery' },
    journal: { th: 'บันทึก', en: 'journal' },
    light: { th: 'ไฟแสดงผล', en: 'lamp' },
    prove: { th: 'การพิสูจน์ตัวตน', en: 'proving' },
    scanner: { th: 'เครื่องอ่านบัตร', en: 'card reader' },
    sensor: { th: 'เครื่องอ่านลายนิ้วมือ', en: 'fingerprint sensor' },
    service: { th: 'ระบบ', en: 'service' },
    tamper: { th: 'สวิตช์ตู้', en: 'cabinet switch' },
    power: { th: 'แหล่งจ่ายไฟ', en: 'power supply' },
  },
  scope: {
    terminal: { th: 'ทั้งเครื่อง', en: 'the terminal' },
    person: { th: 'บุคคลหนึ่ง', en: 'one person' },
    claims: { th: 'บัตรและเลขที่ไม่รู้จัก', en: 'cards and numbers that are nobody’s' },
  },
  state: {
    synced: { th: 'ตรงตามเวลามาตรฐาน', en: 'synchronised' },
    holdover: { th: 'เดินเอง', en: 'on its own' },
    'rtc-only': { th: 'ยังไม่ได้ตั้ง', en: 'not set' },
    unknown: { th: 'ไม่ทราบ', en: 'not known' },
    running: { th: 'กำลังทำ', en: 'running' },
    done: { th: 'เสร็จแล้ว', en: 'done' },
    failed: { th: 'ไม่สำเร็จ', en: 'failed' },
    rejected: { th: 'ไม่รับ', en: 'rejected' },
    'timed-out': { th: 'หมดเวลา', en: 'too late' },
    cancelled: { th: 'ยกเลิก', en: 'cancelled' },
  },
  kind: {
    cancel: { th: 'ยกเลิกคำสั่ง', en: 'take an order back' },
    diagnose: { th: 'วินิจฉัย', en: 'diagnose' },
    'self-test': { th: 'ตรวจสอบตัวเอง', en: 'test itself' },
    lock: { th: 'งดใช้งาน', en: 'put out of use' },
    unlock: { th: 'ให้ใช้งานได้', en: 'put back to use' },
    enrol: { th: 'ลงทะเบียน', en: 'enrol' },
    snapshot: { th: 'ถ่ายภาพ', en: 'take a picture' },
    reboot: { th: 'เริ่มใหม่', en: 'start anew' },
    'set-time': { th: 'ตั้งเวลา', en: 'set the time' },
    'renew-keys': { th: 'เปลี่ยนกุญแจ', en: 'renew the keys' },
    update: { th: 'ปรับปรุงซอฟต์แวร์', en: 'update the software' },
    erase: { th: 'ลบเนื้อหาบันทึกตามคำขอ', en: 'erase what entries tell, as asked for' },
    settings: { th: 'ตั้งค่า', en: 'settings' },
    policy: { th: 'เกณฑ์การตัดสิน', en: 'policy' },
    trust: { th: 'กุญแจที่เชื่อถือ', en: 'trusted keys' },
    operators: { th: 'รายชื่อผู้ดูแล', en: 'operators' },
    wipe: { th: 'ลบข้อมูลทั้งหมด', en: 'wipe' },
  },
  role: {
    viewer: { th: 'ผู้ดู', en: 'viewer' },
    auditor: { th: 'ผู้ตรวจสอบ', en: 'auditor' },
    operator: { th: 'ผู้ปฏิบัติงาน', en: 'operator' },
    administrator: { th: 'ผู้ดูแลระบบ', en: 'administrator' },
  },
  request: {
    access: { th: 'ดูหรือรับสำเนา', en: 'a copy' },
    correction: { th: 'แก้ไข', en: 'a correction' },
    withdrawal: { th: 'ถอนความยินยอม', en: 'to withdraw consent' },
    erasure: { th: 'ลบ', en: 'erasure' },
  },
  tie: {
    finger: { th: 'ลายนิ้วมือ', en: 'a finger' },
    'number-finger': { th: 'เลขประจำตัวและลายนิ้วมือ', en: 'a number and a finger' },
    visit: { th: 'เลขอ้างอิงของครั้งก่อน', en: 'an earlier visit' },
    none: { th: 'จะยืนยันที่เคาน์เตอร์', en: 'nothing yet; they ask at the counter' },
  },
};

/** What operators did, as the journal has it, and why they were signed out. */
const DEEDS: Readonly<Record<string, string>> = {
  'looked for a person to enrol': 'ค้นหาบุคคลที่จะลงทะเบียน',
  'asked why a person cannot scan': 'ถามว่าทำไมสแกนไม่ได้',
  'tried a finger': 'ทดลองลายนิ้วมือ',
  'began an enrolment': 'เริ่มลงทะเบียน',
  'had the terminal test itself': 'ให้เครื่องตรวจสอบตัวเอง',
  'looked at the journal': 'ดูบันทึก',
  'was shown whose finger it is already': 'เห็นว่าเป็นลายนิ้วมือของใครอยู่แล้ว',
  'nobody has this code': 'ไม่มีผู้ใดใช้รหัสนี้',
  'agreed to keep poor impressions': 'เห็นชอบให้เก็บภาพที่คุณภาพต่ำ',
  'tried the lamp': 'ทดลองไฟแสดงผล',
  'looked through the camera': 'ดูภาพจากกล้อง',
  'started the service anew': 'เริ่มระบบใหม่',
  idle: 'ไม่ได้ใช้งาน 30 นาที',
  'too-long': 'ครบ 12 ชั่วโมง',
  'no-longer-valid': 'หมดสิทธิ์เข้าใช้',
  'another-came': 'มีผู้อื่นเข้าใช้',
  'service-ends': 'ระบบเริ่มใหม่',
  tampered: 'ตู้ถูกเปิดหรือเคลื่อนย้าย',
};

const REFUSALS: Readonly<Record<string, Text>> = { ...KEY_REFUSALS, ...CARD_REFUSALS };

/** "เหตุผล: ...; วิธี: ..." */
export function sayFacts(event: JournalPayload['event'], facts: readonly Fact[]): Text {
  const said = facts.map(([name, value]) => {
    const [called, is] = [FACT_WORDS[name], valueWords(event, name, value)];
    return { th: `${called.th}: ${is.th}`, en: `${called.en}: ${is.en}` };
  });
  return { th: said.map(({ th }) => th).join('; '), en: said.map(({ en }) => en).join('; ') };
}

function valueWords(event: JournalPayload['event'], name: FactName, value: string): Text {
  if (name === 'finger' && isFingerPosition(value)) return { th: fingerTh(value), en: fingerEn(value) };
  if (name === 'reason' && isOutcomeCode(value)) return sentenceOf(outcomeMessage(value));
  if (name === 'detail' && event === 'operator') return detailWords(value);
  if (name === 'what' && event === 'settings') return settingWords(value);
  return VALUE_WORDS[name]?.[value] ?? asItStands(value);
}

/** Deeds may have a part of their own: "tried the lamp: accepted". */
function detailWords(detail: string): Text {
  const refusal = REFUSALS[detail];
  if (refusal) return sentenceOf(refusal);
  return {
    th: detail
      .split(': ')
      .map((part) => DEEDS[part] ?? part)
      .join(': '),
    en: detail,
  };
}

/** "policy 3", or what stands at this site alone. */
function settingWords(what: string): Text {
  const [kind = '', ...rest] = what.split(' ');
  const said = VALUE_WORDS['kind']?.[kind];
  if (!said) return asItStands(what);
  return { th: [said.th, ...rest].join(' '), en: [said.en, ...rest].join(' ') };
}

const sentenceOf = ({ th, en }: Text): Text => ({ th, en: en.replace(/\.$/, '') });
const asItStands = (text: string): Text => ({ th: text, en: text });
