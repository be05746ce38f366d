// Files of parameters as MXNet writes them (NDArray::Save, V2): a list of arrays, then the list of their names.
import { KioskError } from '../../protocol/computing.ts';
import { ByteReader } from './byte-reader.ts';
import { type Parameter, type Parameters, sizeOf } from './parameters.ts';

const LIST = 0x112;
const NDARRAY_V2 = 0xf993fac9;
const DENSE = 0;
const FLOAT_32 = 0;
const MOST_DIMENSIONS = 8;

/** Names as they stand there, "arg:" and "aux:" included. @throws KioskError MODEL_UNFIT */
export function readMxnetParameters(bytes: Uint8Array): Parameters {
  const reader = new ByteReader(bytes);
  const [magic, ...reserved] = [reader.u32(), reader.u32(), reader.size()];
  if (magic !== LIST || reserved.some((word) => word !== 0)) throw unfit('it is no list of MXNet');
  const arrays = Array.from({ length: reader.size() }, () => arrayIn(reader));
  const names = Array.from({ length: reader.size() }, () => reader.text(reader.size()));
  if (names.length !== arrays.length || !reader.isAtEnd) throw unfit('each array must have a name');
  return new Map(arrays.map((array, at) => [names[at] ?? '', array]));
}

function arrayIn(reader: ByteReader): Parameter {
  if (reader.u32() !== NDARRAY_V2 || reader.i32() !== DENSE) throw unfit('an array is of another version');
  const dimensions = reader.u32();
  if (dimensions > MOST_DIMENSIONS) throw unfit('an array has too many dimensions');
  const shape = Array.from({ length: dimensions }, () => reader.size());
  // On which device it lay.
  reader.take(8);
  if (reader.i32() !== FLOAT_32) throw unfit('an array is not of 32-bit floating point numbers');
  return { shape, data: reader.floats(sizeOf(shape)) };
}

const unfit = (detail: string): KioskError => new KioskError('MODEL_UNFIT', { detail });
