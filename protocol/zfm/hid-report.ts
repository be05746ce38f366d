// Packet bytes in 64-byte HID reports: sequence number, byte count, bytes. hidraw drops reports silently in long bursts.
import { KioskError } from '../base/index.ts';

export const HID_REPORT_BYTES = 64;
const REPORT_HEADER_BYTES = 3;
export const HID_CONTENT_BYTES = HID_REPORT_BYTES - REPORT_HEADER_BYTES;
/** Full-speed USB fetches one report in a millisecond at best. */
const MS_PER_REPORT = 1;

/** 16 bits, because a host that stalls loses more than 256 reports in a row. */
const SEQUENCES = 0x10000;

export const hidTransferMs = (bytes: number): number => Math.ceil(bytes / HID_CONTENT_BYTES) * MS_PER_REPORT;

/** Cuts bytes into numbered reports. Each direction counts for itself. */
export class HidReportWriter {
  #sequence = 0;

  cut(bytes: Uint8Array): readonly Uint8Array[] {
    const reports: Uint8Array[] = [];
    for (let offset = 0; offset < bytes.length; offset += HID_CONTENT_BYTES) {
      const content = bytes.subarray(offset, offset + HID_CONTENT_BYTES);
      const report = new Uint8Array(HID_REPORT_BYTES);
      report.set([this.#sequence >> 8, this.#sequence & 0xff, content.length]);
      report.set(content, REPORT_HEADER_BYTES);
      reports.push(report);
      this.#sequence = (this.#sequence + 1) % SEQUENCES;
    }
    return reports;
  }
}

/** Takes reports and returns their bytes; says how many reports are missing before this one. */
export class HidReportReader {
  #expected: number | undefined;

  /** @throws KioskError PROTOCOL_MALFORMED */
  read(report: Uint8Array): { readonly missingReports: number; readonly bytes: Uint8Array } {
    const [high = 0, low = 0, count = 0] = report;
    if (report.length < REPORT_HEADER_BYTES + count || count > HID_CONTENT_BYTES)
      throw new KioskError('PROTOCOL_MALFORMED', { reportBytes: report.length, count });
    const sequence = high * 256 + low;
    const missingReports = (sequence - (this.#expected ?? sequence) + SEQUENCES) % SEQUENCES;
    this.#expected = (sequence + 1) % SEQUENCES;
    return { missingReports, bytes: report.slice(REPORT_HEADER_BYTES, REPORT_HEADER_BYTES + count) };
  }
}
