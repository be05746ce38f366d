// Twenty invented people for the demo: names that nobody bears on purpose, and fingers that nobody has.

export interface DemoPerson {
  readonly hrCode: string;
  readonly nameTh: string;
  readonly nameEn: string;
}

const NAMES = [
  ['กานดา ทดสอบดี', 'Kanda Thodsobdee'],
  ['ชลธี ตัวอย่างงาม', 'Chonlathee Tuayangngam'],
  ['ณัฐวุฒิ สมมุติไทย', 'Nattawut Sommutthai'],
  ['ดวงใจ จำลองสุข', 'Duangjai Jamlongsuk'],
  ['ต้นน้ำ ลองแล้วรวย', 'Tonnam Longlaewruay'],
  ['ทิพย์สุดา สาธิตวงศ์', 'Thipsuda Sathitwong'],
  ['ธีรภัทร แบบอย่าง', 'Theeraphat Baepyang'],
  ['นิภาพร ซ้อมเสมอ', 'Niphaphon Somsamoe'],
  ['บุญส่ง ทดลองกิจ', 'Bunsong Thodlongkit'],
  ['ปรียานุช สมมติชัย', 'Preeyanuch Sommatichai'],
  ['ผดุงเกียรติ ต้นแบบ', 'Phadungkiat Tonbaep'],
  ['พิมพ์ลดา จำลองพร', 'Phimlada Jamlongphon'],
  ['ฟ้าใส ตัวอย่างดี', 'Fahsai Tuayangdee'],
  ['ภูผา สาธิตกุล', 'Phupha Sathitkul'],
  ['มานะ ทดสอบชอบ', 'Mana Thodsobchob'],
  ['ยุพิน ซ้อมมา', 'Yuphin Somma'],
  ['รุ่งอรุณ แบบทดลอง', 'Rungarun Baepthodlong'],
  ['ลลิตา สมมุติวงศ์', 'Lalita Sommutwong'],
  ['วีระ ต้นร่าง', 'Weera Tonrang'],
  ['อรทัย จำลองเก่ง', 'Orathai Jamlongkeng'],
] as const;

/** Codes look like a university's: ten digits, kept as strings because of their zeros. */
export const DEMO_PEOPLE: readonly DemoPerson[] = NAMES.map(([nameTh, nameEn], index) => ({
  hrCode: String(5_900_000_001 + index).padStart(10, '0'),
  nameTh,
  nameEn,
}));
