// What the printed report says in Thai: topics of the form, figures, verdicts.
import type { FigureRow, Topic } from './figure-rows.ts';

export const TOPIC_WORDS: Readonly<Record<Topic, string>> = {
  accuracy: '1. ความแม่นยำ',
  availability: '2. ความพร้อมใช้',
  events: '3. ปัญหาหรือเหตุการณ์สำคัญและการแก้ไข',
  groups: 'ความเท่าเทียมระหว่างกลุ่ม',
};

export const FIGURE_WORDS: Readonly<Record<FigureRow['figure'], string>> = {
  attempts: 'จำนวนครั้งที่ลอง (attempts)',
  transactions: 'จำนวนรายการ (transactions)',
  labelled: 'รายการที่ตรวจสอบแล้ว',
  accuracy: 'Accuracy rate (รายการ)',
  falseAcceptRate: 'False acceptance rate (รายการ)',
  falseRejectRate: 'False rejection rate (รายการ)',
  attemptAccuracy: 'Accuracy rate (ครั้ง)',
  attemptFalseAcceptRate: 'False acceptance rate (ครั้ง)',
  attemptFalseRejectRate: 'False rejection rate (ครั้ง)',
  failureToAcquire: 'เก็บตัวอย่างไม่ได้ (FTA)',
  failureToEnrol: 'ลงทะเบียนไม่สำเร็จ (FTE)',
  attacksRefused: 'ปฏิเสธเพราะสงสัยการปลอมแปลง',
  bpcer: 'BPCER',
  apcer: 'APCER',
  available: 'ร้อยละความพร้อมใช้',
  cases: 'จำนวน',
  faults: 'ข้อผิดพลาดของเครื่อง',
  lockouts: 'การระงับเพราะลองหลายครั้ง',
  rejected: 'ปฏิเสธจากการเปรียบเทียบ',
};

const OF_WORDS: Readonly<Record<string, string>> = {
  'finger-identification': 'ลายนิ้วมือ ระบุตัวตน (1:N)',
  'finger-verification': 'ลายนิ้วมือ ยืนยันตัวตน (1:1)',
  'face-verification': 'ใบหน้า ยืนยันตัวตน (1:1)',
  'face-proof': 'ใบหน้ากับภาพในบัตรประชาชน (1:1)',
  'finger-enrolment': 'การลงทะเบียนลายนิ้วมือ',
  'face-enrolment': 'การลงทะเบียนใบหน้า',
  fleet: 'ทุกเครื่องรวมกัน',
  service: 'โปรแกรมของเครื่อง',
  sensor: 'เครื่องอ่านลายนิ้วมือ',
  light: 'ไฟสัญญาณ',
  card: 'เครื่องอ่านบัตร',
  scanner: 'เครื่องอ่านรหัส',
  camera: 'กล้อง',
  matcher: 'ระบบเปรียบเทียบ',
  link: 'การเชื่อมต่อ',
  complaint: 'ข้อร้องเรียน',
  fraud: 'เหตุการณ์ทุจริต',
  error: 'ข้อผิดพลาด',
  other: 'อื่น ๆ',
  '(others)': '(กลุ่มเล็กรวมกัน)',
  '(none)': '(ไม่ระบุ)',
};

/** Names of terminals, codes and groups stand as they are. */
export const ofWords = ({ topic, of }: Pick<FigureRow, 'topic' | 'of'>): string =>
  topic === 'groups' && !of.startsWith('(') ? of : (OF_WORDS[of] ?? of);

export const VERDICT_WORDS: Readonly<Record<NonNullable<FigureRow['verdict']>, string>> = {
  met: 'ผ่านเกณฑ์',
  'not-met': 'ไม่ผ่านเกณฑ์',
  'not-known': 'ยังบอกไม่ได้',
};

export const DEFINITION_WORDS: readonly string[] = [
  'ครั้ง (attempt) คือการวางนิ้วหรือมองกล้องหนึ่งครั้ง รายการ (transaction) คือหลายครั้งที่ต่อเนื่องกันภายใน 20 วินาทีจนกว่าจะผ่าน',
  'Accuracy = (TA+TR)/(TA+TR+FA+FR), FAR = FA/(FA+TR), FRR = FR/(FR+TA) นับเฉพาะรายการที่มีผู้ตรวจสอบแล้วเท่านั้น',
  'การปฏิเสธเพราะสงสัยการปลอมแปลงนับเป็นการปฏิเสธ ภาพไม่ชัดนับเมื่อรายการจบลงด้วยภาพไม่ชัดเท่านั้น',
  'FTE = การลงทะเบียนที่เก็บตัวอย่างดีไม่ได้หรือเปรียบเทียบซ้ำไม่ผ่าน ÷ การลงทะเบียนทั้งหมดที่ลองทำ นับทุกครั้งที่ลอง ไม่นับที่ปฏิเสธเพราะสงสัยการปลอมแปลงหรือมีข้อมูลอยู่แล้ว',
  'BPCER และ APCER (ISO/IEC 30107-3) นับจากรายการที่มีผู้ตรวจสอบและระบบตรวจการปลอมแปลงให้ผลไว้ APCER เป็นของวิธีปลอมที่ผ่านได้มากที่สุด',
  'การปฏิเสธเพราะสิทธิ์ บัตร การระงับ หรือเครื่องขัดข้อง ไม่ใช่ผลของการเปรียบเทียบ',
  'เกณฑ์ FAR ≤ 0.1 % และ FRR ≤ 3 % ใช้กับ 1:1 ตัดสินจากรายการที่สุ่มตรวจเท่านั้น ที่ความเชื่อมั่น 95 % ด้านเดียว ช่วงความเชื่อมั่นเป็นของ Clopper–Pearson',
  'สำหรับ 1:N คือ FPIR และ FNIR ซึ่งแนวปฏิบัติไม่ได้กำหนดเกณฑ์ไว้',
  'ความพร้อมใช้ = (เวลาที่ทราบ − ซ่อมบำรุงตามแผน − ใช้ไม่ได้) ÷ (เวลาที่ทราบ − ซ่อมบำรุงตามแผน) คำนวณจากบันทึกของเครื่อง',
];
