// Every command of the EF01 protocol as a table: its code, what it sends, what a successful answer brings.
import { type Layout, raw, u8, u16, u32 } from './layout.ts';

interface CommandShape {
  readonly code: number;
  readonly send: Layout;
  readonly answer: Layout;
  /** Data packets follow the answer: `up` to us, `down` to the module. */
  readonly data?: 'up' | 'down';
}
const commands = <T extends Readonly<Record<string, CommandShape>>>(table: T): T => table;

export const zfmCommands = commands({
  getImage: { code: 0x01, send: {}, answer: {} },
  /** Img2Tz. Destroys the image: fetch it first. */
  convertImage: { code: 0x02, send: { buffer: u8 }, answer: {} },
  match: { code: 0x03, send: {}, answer: { score: u16 } },
  search: {
    code: 0x04,
    send: { buffer: u8, startPage: u16, pageCount: u16 },
    answer: { page: u16, score: u16 },
  },
  mergeTemplate: { code: 0x05, send: {}, answer: {} },
  storeTemplate: { code: 0x06, send: { buffer: u8, page: u16 }, answer: {} },
  loadTemplate: { code: 0x07, send: { buffer: u8, page: u16 }, answer: {} },
  uploadTemplate: { code: 0x08, send: { buffer: u8 }, answer: {}, data: 'up' },
  downloadTemplate: { code: 0x09, send: { buffer: u8 }, answer: {}, data: 'down' },
  uploadImage: { code: 0x0a, send: {}, answer: {}, data: 'up' },
  downloadImage: { code: 0x0b, send: {}, answer: {}, data: 'down' },
  deleteTemplates: { code: 0x0c, send: { page: u16, pageCount: u16 }, answer: {} },
  clearLibrary: { code: 0x0d, send: {}, answer: {} },
  setParameter: { code: 0x0e, send: { parameter: u8, value: u8 }, answer: {} },
  readParameters: {
    code: 0x0f,
    send: {},
    answer: {
      status: u16,
      systemId: u16,
      capacity: u16,
      securityLevel: u16,
      address: u32,
      packetSizeCode: u16,
      baudMultiplier: u16,
    },
  },
  setPassword: { code: 0x12, send: { password: u32 }, answer: {} },
  verifyPassword: { code: 0x13, send: { password: u32 }, answer: {} },
  getRandomCode: { code: 0x14, send: {}, answer: { random: u32 } },
  setAddress: { code: 0x15, send: { address: u32 }, answer: {} },
  readInformationPage: { code: 0x16, send: {}, answer: {}, data: 'up' },
  writeNotepad: { code: 0x18, send: { page: u8, content: raw(32) }, answer: {} },
  readNotepad: { code: 0x19, send: { page: u8 }, answer: { content: raw(32) } },
  searchFast: {
    code: 0x1b,
    send: { buffer: u8, startPage: u16, pageCount: u16 },
    answer: { page: u16, score: u16 },
  },
  countTemplates: { code: 0x1d, send: {}, answer: { count: u16 } },
  readIndexTable: { code: 0x1f, send: { page: u8 }, answer: { used: raw(32) } },
  setAuraLight: { code: 0x35, send: { control: u8, speed: u8, colour: u8, count: u8 }, answer: {} },
  checkSensor: { code: 0x36, send: {}, answer: {} },
  softReset: { code: 0x3d, send: {}, answer: {} },
  handshake: { code: 0x40, send: {}, answer: {} },
  lightOn: { code: 0x50, send: {}, answer: {} },
  lightOff: { code: 0x51, send: {}, answer: {} },
});
export type ZfmCommands = typeof zfmCommands;
export type ZfmCommandName = keyof ZfmCommands;

/** The numbers `setParameter` knows. */
export const ZFM_PARAMETERS = { baudMultiplier: 4, securityLevel: 5, packetSizeCode: 6 } as const;
