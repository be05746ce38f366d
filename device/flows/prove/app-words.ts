// What the person is told about the app that waits for the result.
import type { AppWord, Text } from '../../../protocol/index.ts';

export const APP_WORDS: Readonly<Record<AppWord, Text>> = {
  asked: {
    th: 'หากเริ่มจากแอป กรุณาแสดง QR ในแอปต่อเครื่องอ่าน ก่อนเลือกความยินยอม',
    en: 'If you came from an app, show its QR code to the scanner before you choose.',
  },
  show: {
    th: 'หากต้องการรับผลในแอป กรุณาสแกน QR นี้ด้วยแอป',
    en: 'To have the result in your app, scan this QR code with it.',
  },
  taken: { th: 'อ่าน QR ของแอปแล้ว', en: 'The code of your app was read.' },
  'not-a-code': {
    th: 'QR นี้ไม่ใช่ของแอป กรุณาแสดง QR จากแอป',
    en: 'This is not the code of an app. Please show the one in your app.',
  },
  delivered: { th: 'ส่งผลไปยังแอปของท่านแล้ว', en: 'The result is in your app.' },
  'session-unknown': {
    th: 'ไม่พบแอปที่รอผล การพิสูจน์ตัวตนยังมีผล กรุณาใช้เลขอ้างอิงในแอป',
    en: 'No app was waiting. Your proof stands: use the reference number in your app.',
  },
  'session-expired': {
    th: 'แอปรอผลนานเกินไป การพิสูจน์ตัวตนยังมีผล กรุณาใช้เลขอ้างอิงในแอป',
    en: 'Your app has stopped waiting. Your proof stands: use the reference number in your app.',
  },
  'not-answered': {
    th: 'ยังส่งผลไปยังแอปไม่ได้ การพิสูจน์ตัวตนยังมีผล กรุณาใช้เลขอ้างอิงในแอป',
    en: 'Your app could not be told yet. Your proof stands: use the reference number in your app.',
  },
};
