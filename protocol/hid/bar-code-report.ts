// What a bar-code scanner of the HID Point of Sale class sends: one report of 64 bytes, or several for a long code.
import { KioskError } from '../base/index.ts';
import { type Symbology, symbologyOf } from './symbologies.ts';

/** HID Point of Sale usage tables 1.02, chapter 3. */
export const BAR_CODE_USAGE_PAGE = 0x8c;

/** Where each part lies, report id first; the layout that scanners of this class have in common. */
const LAYOUT = {
  reportId: { offset: 0, value: 0x02 },
  length: { offset: 1 },
  aim: { offset: 2, bytes: 3 },
  data: { offset: 5, bytes: 56 },
  /** Bit 0: the code goes on in the next report. */
  flags: { offset: 63, continued: 0x01 },
  bytes: 64,
} as const;

export interface BarCodeReport {
  /** Such as "]Q1"; empty where the scanner does not say. */
  readonly aim: string;
  readonly data: Uint8Array;
  readonly isContinued: boolean;
}

const AIM = /^\][A-Za-z][0-9A-Za-z]$/;

/** @throws KioskError PROTOCOL_TRUNCATED, PROTOCOL_MALFORMED. Nothing of a code is quoted: it may let its holder in. */
export function decodeBarCodeReport(report: Uint8Array): BarCodeReport {
  const { reportId, length, aim, data, flags, bytes } = LAYOUT;
  if (report.length < bytes) throw new KioskError('PROTOCOL_TRUNCATED', { reportBytes: report.length });
  const count = report[length.offset] ?? 0;
  if (report[reportId.offset] !== reportId.value || count > data.bytes)
    throw new KioskError('PROTOCOL_MALFORMED', { reportId: report[0] ?? 0, dataBytes: count });
  const identifier = report.subarray(aim.offset, aim.offset + aim.bytes);
  return {
    aim: readAim(identifier),
    data: report.slice(data.offset, data.offset + count),
    isContinued: ((report[flags.offset] ?? 0) & flags.continued) !== 0,
  };
}

function readAim(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte === 0)) return '';
  const text = String.fromCharCode(...bytes);
  if (!AIM.test(text)) throw new KioskError('PROTOCOL_MALFORMED', { field: 'aim' });
  return text;
}

/** The mirror image: what a scanner sends for these bytes. */
export function encodeBarCodeReports({ aim, data }: Omit<BarCodeReport, 'isContinued'>): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(data.length / LAYOUT.data.bytes));
  return Array.from({ length: count }, (_, index) => {
    const part = data.subarray(index * LAYOUT.data.bytes, (index + 1) * LAYOUT.data.bytes);
    const report = new Uint8Array(LAYOUT.bytes);
    report.set([LAYOUT.reportId.value, part.length]);
    report.set(new TextEncoder().encode(aim).subarray(0, LAYOUT.aim.bytes), LAYOUT.aim.offset);
    report.set(part, LAYOUT.data.offset);
    report[LAYOUT.flags.offset] = index < count - 1 ? LAYOUT.flags.continued : 0;
    return report;
  });
}

export interface BarCode {
  readonly text: string;
  readonly symbology: Symbology;
}

/** A QR code holds 2,953 bytes at most, and 4,296 letters and digits. */
const MOST_BYTES = 4296;
/** Reports of one code follow each other at once; what comes later belongs to another. */
const LONGEST_PAUSE_MS = 1000;

/** Puts reports together to codes. */
export class BarCodeReader {
  #aim = '';
  #parts: Uint8Array[] = [];
  #lastAtMs = 0;

  /** The code that is whole with this report, if it is. @throws KioskError PROTOCOL_TRUNCATED, PROTOCOL_MALFORMED; the next report begins anew */
  read(report: Uint8Array, atMs: number): BarCode | undefined {
    try {
      return this.#add(decodeBarCodeReport(report), atMs);
    } catch (fault) {
      this.#clear();
      throw fault;
    }
  }

  #add({ aim, data, isContinued }: BarCodeReport, atMs: number): BarCode | undefined {
    if (this.#parts.length > 0 && atMs - this.#lastAtMs > LONGEST_PAUSE_MS) this.#clear();
    if (this.#parts.length > 0 && aim !== this.#aim) throw new KioskError('PROTOCOL_MALFORMED', { field: 'aim' });
    this.#aim = aim;
    this.#lastAtMs = atMs;
    this.#parts.push(data);
    const bytes = this.#parts.reduce((sum, part) => sum + part.length, 0);
    // An empty report that promises more would otherwise go on for ever.
    if (bytes > MOST_BYTES || data.length === 0) throw new KioskError('PROTOCOL_MALFORMED', { codeBytes: bytes });
    if (isContinued) return undefined;
    const code = { text: textOf(this.#parts, bytes), symbology: symbologyOf(aim[1] ?? '') };
    this.#clear();
    return code;
  }

  #clear(): void {
    for (const part of this.#parts) part.fill(0);
    this.#parts = [];
  }
}

function textOf(parts: readonly Uint8Array[], bytes: number): string {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(whole);
  } catch {
    throw new KioskError('PROTOCOL_MALFORMED', { field: 'text' });
  } finally {
    whole.fill(0);
  }
}
