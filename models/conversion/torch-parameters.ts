// Files of parameters as PyTorch wrote them before 1.6 (torch.save, not zipped): pickles of a magic number, a version, the system and the state, the
// keys of its storages, then the storages themselves.
import { KioskError } from '../../protocol/computing.ts';
import { ByteReader } from './byte-reader.ts';
import { type Parameter, type Parameters, sizeOf } from './parameters.ts';
import { type Pickled, type PickleParts, readPickle } from './pickle.ts';

/** torch.serialization.MAGIC_NUMBER, 0x1950a86a20f9469cfc6c, as the nearest number. */
const MAGIC = Number(0x1950a86a20f9469cfc6cn);
const PROTOCOL = 1001;

interface Storage {
  readonly key: string;
  /** Of its elements, in bytes: 4 of 32-bit floating point numbers, 8 of counters, which nobody needs. */
  readonly width: number;
  readonly length: number;
}

/** A tensor is a view of a storage, which is read after all of them. */
interface View {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
}

const WIDTHS: Readonly<Record<string, number>> = { 'torch FloatStorage': 4, 'torch LongStorage': 8 };

/** By their names in the state; whole numbers among them are left out. @throws KioskError MODEL_UNFIT */
export function readTorchParameters(bytes: Uint8Array): Parameters {
  const reader = new ByteReader(bytes);
  const read = (): Pickled => readPickle(reader, PARTS);
  if (read() !== MAGIC || read() !== PROTOCOL) throw unfit('it is no state of PyTorch in its older form');
  read();
  const views = viewsIn(read());
  const keys = read();
  if (!Array.isArray(keys)) throw unfit('the keys of its storages are missing');
  const widths = new Map([...views.values()].map(({ storage }) => [storage.key, storage.width]));
  const stored = new Map(keys.map((key) => [key, storedIn(reader, widths.get(String(key)))]));
  return new Map([...views].flatMap(([name, view]) => (view.storage.width === 4 ? [[name, seen(view, stored)]] : [])));
}

function viewsIn(state: Pickled): ReadonlyMap<string, View> {
  if (!(state instanceof Map)) throw unfit('it is no dictionary of tensors');
  return new Map(
    [...state].map(([name, value]) => {
      if (typeof name !== 'string' || !isBuilt(value))
        throw unfit('it holds something else than tensors by their names');
      return [name, value.built as View]; // nothing else is built
    }),
  );
}

/** Undefined of counters. */
function storedIn(reader: ByteReader, width: number | undefined): Float32Array | undefined {
  if (width === undefined) throw unfit('a storage belongs to no tensor');
  const length = reader.size();
  if (width === 4) return reader.floats(length);
  reader.take(width * length);
  return undefined;
}

function seen({ storage, offset, shape }: View, stored: ReadonlyMap<Pickled, Float32Array | undefined>): Parameter {
  const data = stored.get(storage.key)?.subarray(offset, offset + sizeOf(shape));
  if (data?.length !== sizeOf(shape)) throw unfit('a tensor is larger than its storage');
  return { shape, data };
}

const PARTS: PickleParts = {
  persistent: (id) => {
    const [kind, type, key, , length] = Array.isArray(id) ? id : [];
    const width = type !== null && typeof type === 'object' && 'global' in type ? WIDTHS[type.global] : undefined;
    if (kind !== 'storage' || width === undefined || typeof key !== 'string' || typeof length !== 'number')
      throw unfit('a storage is of a kind that no network of ours has');
    return { built: { key, width, length } satisfies Storage };
  },
  build: (global, args) => {
    if (global === 'collections OrderedDict') return new Map();
    if (global !== 'torch._utils _rebuild_tensor_v2') throw unfit(`it calls ${global}`);
    const [storage, offset, shape, strides] = args;
    if (!isBuilt(storage)) throw unfit('a tensor has no storage');
    if (typeof offset !== 'number' || !isWhole(shape) || !isWhole(strides)) throw unfit('a tensor has no shape');
    if (!isContiguous(shape, strides)) throw unfit('a tensor does not lie in one piece');
    return { built: { storage: storage.built as Storage, offset, shape } satisfies View }; // only `persistent` makes them
  },
};

const isBuilt = (value: Pickled | undefined): value is { readonly built: object } =>
  value !== null && typeof value === 'object' && 'built' in value;

const isWhole = (value: Pickled | undefined): value is readonly number[] =>
  Array.isArray(value) && value.every((length) => Number.isInteger(length) && Number(length) >= 0);

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  return shape.every((length, at) => length === 1 || strides[at] === sizeOf(shape.slice(at + 1)));
}

const unfit = (detail: string): KioskError =>
  new KioskError('MODEL_UNFIT', { detail: `the file of PyTorch: ${detail}` });
