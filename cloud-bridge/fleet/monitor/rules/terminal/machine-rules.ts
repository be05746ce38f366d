// Clock, devices, disk, battery and certificate of a terminal.
import { faultyDevices } from '../../look/fleet-look.ts';
import { terminalRule, when } from '../alert-rule.ts';
import { percent, whole } from './figures.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const MACHINE_RULES = {
  'clock-off': terminalRule({
    severity: 'warning',
    holdMinutes: 5,
    limits: { offsetMs: 2000 },
    see: ({ row }, { offsetMs }) => {
      const off = row.health?.clock.offsetMs ?? 0;
      return when(Math.abs(off) > offsetMs, () => ({ offsetMs: Math.round(off) }));
    },
    th: 'นาฬิกาของเครื่อง {terminal} คลาดเคลื่อน {offsetMs} มิลลิวินาที',
    en: 'The clock of {terminal} is off by {offsetMs} ms.',
    doTh: 'ตรวจแหล่งเวลา (NTP) ของเครื่อง',
    doEn: 'Check the time source (NTP) of the terminal.',
  }),
  'clock-unsynced': terminalRule({
    severity: 'warning',
    holdMinutes: 15,
    limits: {},
    see: ({ row }) => {
      const state = row.health?.clock.state ?? 'synced';
      return when(state !== 'synced', () => ({ state }));
    },
    th: 'นาฬิกาของเครื่อง {terminal} ไม่ได้เทียบเวลา ({state})',
    en: 'The clock of {terminal} is not synchronised ({state}).',
    doTh: 'ตรวจแหล่งเวลา (NTP) และถ่านนาฬิกาของเครื่อง',
    doEn: 'Check the time source (NTP) and the battery of its clock.',
  }),
  'device-fault': terminalRule({
    severity: 'warning',
    holdMinutes: 5,
    limits: {},
    see: ({ row }) => {
      const faulty = faultyDevices(row);
      return when(faulty.length > 0, () => ({ devices: faulty.join(', ') }));
    },
    th: 'อุปกรณ์ของเครื่อง {terminal} ไม่ทำงาน: {devices}',
    en: 'A device of {terminal} does not work: {devices}.',
    doTh: 'ตรวจสายและอุปกรณ์ แล้วเรียก ridged doctor ที่เครื่อง',
    doEn: 'Check cable and device, then run "ridged doctor" at the terminal.',
  }),
  'disk-low': terminalRule({
    severity: 'warning',
    holdMinutes: 5,
    limits: { freeShare: 0.05 },
    see: ({ row }, { freeShare }) => {
      const disk = row.health?.disk;
      if (!disk || disk.totalBytes === 0) return undefined;
      const share = disk.freeBytes / disk.totalBytes;
      return when(share < freeShare, () => ({ percent: percent(share) }));
    },
    th: 'พื้นที่ดิสก์ของเครื่อง {terminal} เหลือ {percent} %',
    en: 'The disk of {terminal} has {percent} % left.',
    doTh: 'ลบไฟล์ที่ไม่ใช้ในเครื่อง หรือเปลี่ยนดิสก์',
    doEn: 'Free space at the terminal, or replace the disk.',
  }),
  'battery-low': terminalRule({
    severity: 'critical',
    holdMinutes: 1,
    limits: { charge: 0.2 },
    see: ({ row }, limits) => {
      const battery = row.health?.battery;
      if (!battery || battery.onMains) return undefined;
      return when(battery.charge < limits.charge, () => ({ percent: percent(battery.charge) }));
    },
    th: 'เครื่อง {terminal} ใช้แบตเตอรี่ เหลือ {percent} %',
    en: '{terminal} runs on its battery; {percent} % is left.',
    doTh: 'ตรวจไฟที่จุดติดตั้ง',
    doEn: 'Check the mains where it stands.',
  }),
  'certificate-ending': terminalRule({
    severity: 'warning',
    holdMinutes: 0,
    limits: { daysLeft: 30 },
    see: ({ certificateUntilMs }, { daysLeft }, atMs) => {
      if (certificateUntilMs === null) return undefined;
      const days = whole(certificateUntilMs - atMs, DAY_MS);
      return when(days < daysLeft, () => ({ days }));
    },
    th: 'ใบรับรองของเครื่อง {terminal} จะหมดอายุใน {days} วัน',
    en: 'The certificate of {terminal} ends in {days} days.',
    doTh: 'ออกใบรับรองใหม่ก่อนหมดอายุ',
    doEn: 'Issue a new one before it ends.',
  }),
} as const;
