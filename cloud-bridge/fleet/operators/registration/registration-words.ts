// What whoever registers a security key reads, on the page and of what went wrong; in Thai and English.

interface Words {
  readonly th: string;
  readonly en: string;
}

export const PAGE_WORDS = {
  title: { th: 'ลงทะเบียนกุญแจนิรภัย', en: 'Register a security key' },
  insert: {
    th: 'เสียบกุญแจของผู้ปฏิบัติงาน แล้วกดปุ่มด้านล่าง',
    en: 'Insert the operator’s key, then press the button',
  },
  button: { th: 'ลงทะเบียน', en: 'Register' },
  touch: {
    th: 'แตะกุญแจ และใส่รหัส PIN หรือวางนิ้วตามที่เบราว์เซอร์บอก',
    en: 'Touch the key, and give its PIN or your finger as the browser asks',
  },
  kept: { th: 'บันทึกกุญแจแล้ว ปิดหน้านี้ได้', en: 'The key is registered. You may close this page' },
} as const satisfies Readonly<Record<string, Words>>;

export const REGISTRATION_WORDS = {
  cancelled: { th: 'ยังไม่ได้แตะกุญแจ กรุณาลองใหม่', en: 'No key was touched. Please try again' },
  already: {
    th: 'กุญแจนี้ลงทะเบียนแล้ว กรุณาใช้กุญแจอื่น',
    en: 'This key is registered already. Please use another',
  },
  'not-verified': {
    th: 'กุญแจต้องมีรหัส PIN หรือลายนิ้วมือ กรุณาตั้งค่าก่อน หรือใช้กุญแจอื่น',
    en: 'The key needs a PIN or a fingerprint. Set one up, or use another key',
  },
  'not-usable': { th: 'ใช้กุญแจนี้ไม่ได้ กรุณาใช้กุญแจอื่น', en: 'This key cannot be used. Please use another' },
  refused: { th: 'บันทึกกุญแจไม่ได้', en: 'The key was not registered' },
  used: {
    th: 'ที่อยู่นี้ใช้ไปแล้วหรือไม่ถูกต้อง กรุณาเรียกคำสั่งใหม่',
    en: 'This address was used already, or is not right. Please run the command again',
  },
  foreign: { th: 'หน้าอื่นใช้ไม่ได้', en: 'Only the page of this command may ask this' },
  malformed: { th: 'คำขอไม่ถูกต้อง', en: 'The request is not understood' },
  gone: {
    th: 'หมดเวลาหรือคำสั่งจบแล้ว กรุณาเรียกคำสั่งใหม่',
    en: 'The command has ended. Please run it again',
  },
  unable: {
    th: 'เบราว์เซอร์นี้ใช้กุญแจนิรภัยไม่ได้ กรุณาใช้รุ่นใหม่กว่านี้',
    en: 'This browser cannot use security keys. Please use a newer one',
  },
} as const satisfies Readonly<Record<string, Words>>;
export type RegistrationWord = keyof typeof REGISTRATION_WORDS;
