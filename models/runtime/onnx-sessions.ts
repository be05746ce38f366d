// The networks of one thread: made of their bytes when they are first asked for, and run.
import type { InferenceSession } from 'onnxruntime-node';
import { KioskError } from '../../protocol/computing.ts';
import type { TensorEntry } from './manifest.ts';
import type { ModelFile } from './model-file.ts';
import { expectNoTelemetry } from './no-telemetry.ts';
import { type Tensors, written } from './tensor.ts';

export interface OnnxTask {
  /** One for each network; a thread that is started anew meets it for the first time again. */
  readonly id: number;
  readonly model: ModelFile;
  /** Undefined: only to be loaded. */
  readonly inputs: Tensors | undefined;
}

const sessions = new Map<number, InferenceSession>();

/** @throws KioskError MODEL_UNFIT, HAL_UNAVAILABLE */
export async function onnxAnswer({ id, model, inputs }: OnnxTask): Promise<Tensors> {
  const session = sessions.get(id) ?? (await load(model));
  sessions.set(id, session);
  return inputs ? await run(session, inputs, model) : {};
}

/**
 * More threads in one run are slower for one picture, and spin while they wait. An arena would keep what the largest run has taken. Level 4:
 * what fails is thrown, not printed.
 */
const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: [{ name: 'cpu', useArena: false }],
  enableCpuMemArena: false,
  enableMemPattern: false,
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
};

async function load({ entry, bytes }: ModelFile): Promise<InferenceSession> {
  const { InferenceSession } = await binding();
  // The binding takes no shared memory, and has read it once the session is made: what it was handed is given back then, not when somebody
  // collects, which a thread that waits never does.
  const own = new ArrayBuffer(bytes.byteLength, { maxByteLength: bytes.byteLength });
  new Uint8Array(own).set(new Uint8Array(bytes));
  const session = await InferenceSession.create(own, OPTIONS)
    .catch((cause: unknown) => {
      throw unfit(entry.name, cause);
    })
    .finally(() => own.resize(0));
  expectDeclared(entry.name, entry.inputs, session.inputMetadata);
  expectDeclared(entry.name, entry.outputs, session.outputMetadata);
  return session;
}

/** The worker's copy of what goes in ends with the run: it may show a finger. */
async function run(session: InferenceSession, inputs: Tensors, { entry }: ModelFile): Promise<Tensors> {
  const { Tensor } = await binding();
  try {
    const feeds = Object.entries(inputs).map(([name, { data, shape }]) => [name, new Tensor('float32', data, shape)]);
    const results = await session.run(
      Object.fromEntries(feeds),
      entry.outputs.map(({ name }) => name),
    );
    return Object.fromEntries(
      Object.entries(results).map(([name, { data, dims }]) => {
        if (!(data instanceof Float32Array)) throw new Error(`${name} is not of 32-bit floating point numbers`);
        return [name, { data, shape: dims }];
      }),
    );
  } catch (cause) {
    throw unfit(entry.name, cause);
  } finally {
    for (const { data } of Object.values(inputs)) data.fill(0);
  }
}

async function binding(): Promise<typeof import('onnxruntime-node')> {
  expectNoTelemetry();
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new KioskError('HAL_UNAVAILABLE', { binding: 'onnxruntime-node' }, cause);
  }
}

const unfit = (model: string, cause: unknown): KioskError =>
  new KioskError('MODEL_UNFIT', { model, detail: cause instanceof Error ? cause.message : String(cause) }, cause);

/** Outputs that the file has besides are left alone; inputs must all be known, or it could not be run. */
function expectDeclared(
  model: string,
  entries: readonly TensorEntry[],
  declared: readonly InferenceSession.ValueMetadata[],
): void {
  for (const { name, shape } of entries) {
    const own = declared.find((value) => value.name === name);
    const names = declared.map((value) => value.name).join(', ');
    if (!own?.isTensor) throw new KioskError('MODEL_UNFIT', { model, tensor: name, why: `the file has ${names}` });
    if (own.type !== 'float32') throw new KioskError('MODEL_UNFIT', { model, tensor: name, why: `is ${own.type}` });
    if (!mayHave(own.shape, shape))
      throw new KioskError('MODEL_UNFIT', { model, tensor: name, wanted: written(shape), got: written(own.shape) });
  }
}

/** A dimension that is free in the file may be fixed by the manifest, not the other way round. */
const mayHave = (own: readonly (number | string)[], wanted: readonly (number | string)[]): boolean =>
  own.length === wanted.length && own.every((length, at) => typeof length === 'string' || length === wanted[at]);
