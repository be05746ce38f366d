// Python's pickles, as far as files of parameters need them: data alone. Nothing that a file names is ever called but what `build` knows.
import { KioskError } from '../../protocol/computing.ts';
import type { ByteReader } from './byte-reader.ts';

export type Pickled =
  | null
  | boolean
  | number
  | string
  | readonly Pickled[]
  | Map<Pickled, Pickled>
  | { readonly global: string }
  | { readonly built: object };

export interface PickleParts {
  /** What a file calls, by "module name". Throws where it is none that may be called. */
  readonly build: (global: string, args: readonly Pickled[]) => Pickled;
  /** What lies elsewhere in the file, by the tuple that names it. */
  readonly persistent: (id: Pickled) => Pickled;
}

/** More than any state of ours has. */
const MOST_STEPS = 1_000_000;

/** A mark on the stack. */
const MARK = Symbol('mark');
type Stacked = Pickled | typeof MARK;

/** Reads one pickle, protocol 2, up to its STOP. @throws KioskError MODEL_UNFIT */
export function readPickle(reader: ByteReader, parts: PickleParts): Pickled {
  const machine = new Machine(reader, parts);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const code = String.fromCharCode(reader.u8());
    if (code === '.') return machine.pop();
    const does = STEPS[code];
    if (!does) throw unfit(`it has the code ${code.charCodeAt(0)}, which no file of parameters needs`);
    does(machine);
  }
  throw unfit('it never ends');
}

class Machine {
  readonly reader: ByteReader;
  readonly parts: PickleParts;
  readonly memo = new Map<number, Pickled>();
  readonly #stack: Stacked[] = [];

  constructor(reader: ByteReader, parts: PickleParts) {
    this.reader = reader;
    this.parts = parts;
  }

  push(value: Stacked): void {
    this.#stack.push(value);
  }

  pop(): Pickled {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw unfit('it takes what is not there');
    return value;
  }

  top(): Pickled {
    const value = this.pop();
    this.push(value);
    return value;
  }

  /** All since the latest mark, which goes. */
  popToMark(): readonly Pickled[] {
    const from = this.#stack.lastIndexOf(MARK);
    if (from < 0) throw unfit('a mark is missing');
    return this.#stack.splice(from).slice(1) as readonly Pickled[]; // the latest mark is the first of them
  }

  recall(at: number): Pickled {
    const value = this.memo.get(at);
    if (value === undefined) throw unfit('it remembers what it never knew');
    return value;
  }

  setItems(items: readonly Pickled[]): void {
    const map = this.top();
    if (!(map instanceof Map) || items.length % 2 > 0) throw unfit('it fills what is no dictionary');
    for (let at = 0; at < items.length; at += 2) map.set(items[at] ?? null, items[at + 1] ?? null);
  }

  reduce(): void {
    const [args, callee] = [this.pop(), this.pop()];
    if (!Array.isArray(args) || callee === null || typeof callee !== 'object' || !('global' in callee))
      throw unfit('it calls what is no name');
    this.push(this.parts.build(callee.global, args));
  }
}

const popLast = (machine: Machine, count: number): readonly Pickled[] =>
  Array.from({ length: count }, () => machine.pop()).reverse();

/** Codes of protocol 2 as pickletools names them. */
const STEPS: Readonly<Record<string, (machine: Machine) => void>> = {
  /* PROTO */ '\x80': ({ reader }) => void reader.u8(),
  /* MARK */ '(': (machine) => machine.push(MARK),
  /* NONE */ N: (machine) => machine.push(null),
  /* NEWTRUE */ '\x88': (machine) => machine.push(true),
  /* NEWFALSE */ '\x89': (machine) => machine.push(false),
  /* BININT */ J: (machine) => machine.push(machine.reader.i32()),
  /* BININT1 */ K: (machine) => machine.push(machine.reader.u8()),
  /* BININT2 */ M: (machine) => machine.push(machine.reader.u16()),
  /* LONG1 */ '\x8a': (machine) => machine.push(long(machine.reader.take(machine.reader.u8()))),
  /* BINUNICODE */ X: (machine) => machine.push(machine.reader.text(machine.reader.u32())),
  /* EMPTY_TUPLE */ ')': (machine) => machine.push([]),
  /* EMPTY_LIST */ ']': (machine) => machine.push([]),
  /* EMPTY_DICT */ '}': (machine) => machine.push(new Map()),
  /* TUPLE */ t: (machine) => machine.push(machine.popToMark()),
  /* TUPLE1 */ '\x85': (machine) => machine.push(popLast(machine, 1)),
  /* TUPLE2 */ '\x86': (machine) => machine.push(popLast(machine, 2)),
  /* TUPLE3 */ '\x87': (machine) => machine.push(popLast(machine, 3)),
  /* APPENDS */ e: (machine) => {
    const more = machine.popToMark();
    const list = machine.pop();
    if (!Array.isArray(list)) throw unfit('it adds to what is no list');
    machine.push([...list, ...more]);
  },
  /* SETITEM */ s: (machine) => machine.setItems(popLast(machine, 2)),
  /* SETITEMS */ u: (machine) => machine.setItems(machine.popToMark()),
  /* BINPUT */ q: (machine) => machine.memo.set(machine.reader.u8(), machine.top()),
  /* LONG_BINPUT */ r: (machine) => machine.memo.set(machine.reader.u32(), machine.top()),
  /* BINGET */ h: (machine) => machine.push(machine.recall(machine.reader.u8())),
  /* LONG_BINGET */ j: (machine) => machine.push(machine.recall(machine.reader.u32())),
  /* GLOBAL */ c: (machine) => machine.push({ global: `${machine.reader.line()} ${machine.reader.line()}` }),
  /* BINPERSID */ Q: (machine) => machine.push(machine.parts.persistent(machine.pop())),
  /* REDUCE */ R: (machine) => machine.reduce(),
  /* BUILD */ b: (machine) => void machine.pop(),
};

/** Two's complement, little-endian; as a number, near enough for what is only compared. */
function long(bytes: Buffer): number {
  const hex = Buffer.from(bytes).reverse().toString('hex');
  return hex === '' ? 0 : Number(BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`)));
}

const unfit = (detail: string): KioskError => new KioskError('MODEL_UNFIT', { detail: `the pickle: ${detail}` });
