// Fields of a fixed length, one after the other: the shape of what commands send and answers bring.
import { KioskError } from '../base/index.ts';

interface NumberField {
  readonly holds: 'number';
  readonly bytes: 1 | 2 | 4;
}
interface BytesField {
  readonly holds: 'bytes';
  readonly bytes: number;
}
export type Layout = Readonly<Record<string, NumberField | BytesField>>;
export type Values<L extends Layout> = {
  readonly [F in keyof L]: L[F] extends NumberField ? number : Uint8Array;
};

export const u8 = { holds: 'number', bytes: 1 } as const;
export const u16 = { holds: 'number', bytes: 2 } as const;
export const u32 = { holds: 'number', bytes: 4 } as const;
export const raw = (bytes: number): BytesField => ({ holds: 'bytes', bytes });

export const layoutBytes = (layout: Layout): number => Object.values(layout).reduce((sum, { bytes }) => sum + bytes, 0);

export function writeLayout<L extends Layout>(layout: L, values: Values<L>): Uint8Array {
  const content = new Uint8Array(layoutBytes(layout));
  let offset = 0;
  for (const [name, field] of Object.entries(layout)) {
    content.set(fieldBytes(name, field, values[name]), offset);
    offset += field.bytes;
  }
  return content;
}

function fieldBytes(name: string, field: Layout[string], value: number | Uint8Array | undefined): Uint8Array {
  if (field.holds === 'bytes' && value instanceof Uint8Array && value.length === field.bytes) return value;
  const largest = 2 ** (8 * field.bytes) - 1;
  if (field.holds !== 'number' || typeof value !== 'number' || !(value >= 0 && value <= largest))
    throw new Error(`field ${name} does not fit into ${field.bytes} bytes`);
  const whole = new Uint8Array(4);
  new DataView(whole.buffer).setUint32(0, value);
  return whole.subarray(4 - field.bytes);
}

/** Reads what the layout names; what follows is left alone, for clones append bytes of their own. @throws KioskError */
export function readLayout<L extends Layout>(layout: L, content: Uint8Array): Values<L> {
  const expectedBytes = layoutBytes(layout);
  if (content.length < expectedBytes)
    throw new KioskError('PROTOCOL_TRUNCATED', { bytes: content.length, expectedBytes });
  let offset = 0;
  const values = Object.entries(layout).map(([name, field]) => {
    const bytes = content.slice(offset, offset + field.bytes);
    offset += field.bytes;
    return [name, field.holds === 'number' ? bytes.reduce((sum, byte) => sum * 256 + byte, 0) : bytes];
  });
  return Object.fromEntries(values) as Values<L>; // each name of the layout was read just above
}
