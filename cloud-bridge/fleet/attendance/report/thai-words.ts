// What a printed report says in Thai: days of the Buddhist era, states of a day, remarks, reasons, methods.
import type { IsoDate } from '../calendar.ts';
import type { DayRow, DayStatus, Remark } from '../days/day-row.ts';

export interface ThaiWords {
  /** อังคาร 3 พ.ย. 2569 */
  readonly day: (date: IsoDate) => string;
  /** พฤศจิกายน 2569 */
  readonly month: (month: string) => string;
  /** In the digits that were asked for. */
  readonly digits: (text: string) => string;
}

const ERA_YEARS = 543;
const THAI_ZERO = 0x0e50;

/** ICU knows the names and the era; the zone is that of the date itself. */
export function thaiWords({ thaiDigits }: { readonly thaiDigits: boolean }): ThaiWords {
  const locale = `th-TH-u-ca-buddhist-nu-${thaiDigits ? 'thai' : 'latn'}`;
  const day = new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' },
  });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  const digits = (text: string): string =>
    thaiDigits ? text.replace(/[0-9]/g, (digit) => String.fromCodePoint(THAI_ZERO + Number(digit))) : text;
  const year = (of: string): string => digits(String(Number(of.slice(0, 4)) + ERA_YEARS));
  // The era's own name is left out: nobody writes it in a table.
  return {
    day: (date) => `${day.format(new Date(`${date}T00:00:00Z`))} ${year(date)}`,
    month: (of) => `${month.format(new Date(`${of}-01T00:00:00Z`))} ${year(of)}`,
    digits,
  };
}

export const eraYear = (year: number): number => year + ERA_YEARS;

export const STATUS_WORDS: Readonly<Record<DayStatus, string>> = {
  worked: 'มาปฏิบัติงาน',
  'missing-in': 'ไม่ลงเวลาเข้า',
  'missing-out': 'ไม่ลงเวลาออก',
  absent: 'ไม่มาปฏิบัติงาน',
  rest: 'วันหยุดประจำสัปดาห์',
  holiday: 'วันหยุด',
  leave: 'ลา',
  lieu: 'หยุดชดเชยล่วงเวลา',
  exempt: 'ไม่ต้องลงเวลา',
  'under-way': 'กำลังปฏิบัติงาน',
  'not-yet': 'ยังไม่ถึงเวลา',
  'not-employed': 'นอกระยะเวลาจ้าง',
};

const REMARK_WORDS: Readonly<Record<Remark['remark'], string>> = {
  'leave-morning': 'ลาครึ่งวันเช้า',
  'leave-afternoon': 'ลาครึ่งวันบ่าย',
  corrected: 'แก้ไขโดยอนุมัติ',
  'correction-asked': 'ขอแก้ไข รออนุมัติ',
  'sent-late': 'ข้อมูลส่งย้อนหลัง',
  'clock-unsure': 'นาฬิกาเครื่องไม่แน่นอน',
  'not-sound': 'รายการไม่สมบูรณ์',
  'not-shown': 'ใช้บัตรหรือหมายเลขอย่างเดียว',
  repeated: 'สแกนซ้ำ',
  'in-twice': 'ลงเวลาเข้าซ้ำ',
  'direction-guessed': 'ไม่ระบุเข้า/ออก',
  'perhaps-wrong-key': 'อาจกดปุ่มผิด',
  attempts: 'สแกนไม่ผ่าน',
  'rule-in-doubt': 'เกณฑ์ต้องยืนยัน',
  'unknown-shift': 'ไม่พบกะ',
  'worked-on-leave': 'ลงเวลาในวันลา',
  'other-method': 'ใช้วิธีอื่นถึง',
  'over-late-limit': 'มาสายเกินกำหนด ครั้งที่',
  'overtime-unapproved': 'ล่วงเวลายังไม่อนุมัติ (ชม.)',
  'overtime-over-cap': 'ล่วงเวลาเกินเพดาน (ชม.)',
  'overtime-approved-late': 'อนุมัติล่วงเวลาช้า คำขอ',
  'lieu-morning': 'หยุดชดเชยครึ่งวันเช้า',
  'lieu-afternoon': 'หยุดชดเชยครึ่งวันบ่าย',
  'lieu-asked': 'ขอหยุดชดเชย รออนุมัติ',
  'lieu-approved-late': 'อนุมัติหยุดชดเชยช้า',
};

export function remarkWords({ holiday, remarks }: Pick<DayRow, 'holiday' | 'remarks'>, words: ThaiWords): string {
  const said = remarks.map(({ remark, detail }) => {
    const shown = remark === 'other-method' && detail !== '' ? words.day(detail) : detail;
    return `${REMARK_WORDS[remark]} ${shown}`.trim();
  });
  return [holiday, ...said].filter((text) => text !== '').join('; ');
}
