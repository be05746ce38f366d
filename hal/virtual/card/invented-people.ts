// Three people who do not exist, for the cards of demo and tests. Their numbers begin with 0, a class that no citizen is given.
import type { CardPerson } from './person-file.ts';

const ISSUER = 'เขตตัวอย่าง/กรุงเทพมหานคร';
const NOBODY = { middle: '' } as const;

export type InventedName = 'somsri' | 'anan' | 'malee';

export const INVENTED_PEOPLE: Readonly<Record<InventedName, CardPerson>> = {
  somsri: {
    citizenNumber: '0100000000018',
    nameThai: { title: 'นางสาว', first: 'สมศรี', ...NOBODY, last: 'ตัวอย่างดี' },
    nameEnglish: { title: 'Miss', first: 'Somsri', ...NOBODY, last: 'Tuayangdee' },
    birthDate: { year: 1991, month: 4, day: 13 },
    sex: 'female',
    issuer: ISSUER,
    issuedOn: { year: 2023, month: 4, day: 20 },
    expiresOn: { year: 2032, month: 4, day: 12 },
    address: {
      ...{ houseNumber: '99/1', village: 'หมู่ที่ 2', lane: '', soi: 'ซอยทดลอง 5', road: 'ถนนจำลอง' },
      ...{ subdistrict: 'แขวงสมมุติ', district: 'เขตตัวอย่าง', province: 'กรุงเทพมหานคร' },
    },
    photoNumber: '00010120042099',
    laserId: 'ZZ0000000017',
    chipNumber: '0000000000000017',
  },
  anan: {
    citizenNumber: '0200000000025',
    nameThai: { title: 'นาย', first: 'อนันต์', middle: 'ก้อง', last: 'สาธิตกุล' },
    nameEnglish: { title: 'Mr.', first: 'Anan', middle: 'Kong', last: 'Sathitkul' },
    // Of some older people nobody knows the day.
    birthDate: { year: 1948 },
    sex: 'male',
    issuer: 'อำเภอทดลอง/จังหวัดสมมุติ',
    issuedOn: { year: 2016, month: 1, day: 5 },
    expiresOn: 'for-life',
    address: {
      ...{ houseNumber: '7', village: 'หมู่ที่ 11', lane: '', soi: '', road: '' },
      ...{ subdistrict: 'ตำบลจำลอง', district: 'อำเภอทดลอง', province: 'จังหวัดสมมุติ' },
    },
    photoNumber: '00020101050002',
    laserId: null,
    chipNumber: '0000000000000025',
  },
  malee: {
    citizenNumber: '0300000000032',
    nameThai: { title: 'นาง', first: 'มาลี', ...NOBODY, last: 'ซ้อมเสมอ' },
    nameEnglish: { title: 'Mrs.', first: 'Malee', ...NOBODY, last: 'Somsamoe' },
    birthDate: { year: 1975, month: 12 },
    sex: 'female',
    issuer: ISSUER,
    issuedOn: { year: 2021, month: 7, day: 1 },
    expiresOn: { year: 2030, month: 12, day: 31 },
    address: {
      ...{ houseNumber: '123', village: '', lane: 'ตรอกลอง', soi: '', road: 'ถนนแบบอย่าง' },
      ...{ subdistrict: 'แขวงต้นแบบ', district: 'เขตตัวอย่าง', province: 'กรุงเทพมหานคร' },
    },
    photoNumber: '00030107010031',
    laserId: 'ZZ0000000033',
    chipNumber: '0000000000000033',
  },
};

/** The same person with a card that was good until the end of 2019. */
export const expired = (person: CardPerson): CardPerson => ({
  ...person,
  issuedOn: { year: 2011, month: 1, day: 1 },
  expiresOn: { year: 2019, month: 12, day: 31 },
});
