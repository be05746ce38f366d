// Numbers with a shape, by name, and whether they fit what a manifest says of them.
import { KioskError } from '../../protocol/computing.ts';
import type { TensorEntry } from './manifest.ts';

export interface Tensor {
  readonly shape: readonly number[];
  /** Row by row: the last dimension runs fastest. */
  readonly data: Float32Array;
}

export type Tensors = Readonly<Record<string, Tensor>>;

/**
 * @param free sizes of the free dimensions met so far; one name has one size throughout a run
 * @throws KioskError MODEL_UNFIT naming model and tensor
 */
export function expectFit(
  tensors: Tensors,
  { model, entries, free }: { model: string; entries: readonly TensorEntry[]; free: Map<string, number> },
): void {
  const names = Object.keys(tensors);
  const stranger = names.find((name) => !entries.some((entry) => entry.name === name));
  if (stranger !== undefined) throw new KioskError('MODEL_UNFIT', { model, tensor: stranger, why: 'no such tensor' });
  for (const entry of entries) {
    const { name } = entry;
    const tensor = tensors[name];
    if (!tensor) throw new KioskError('MODEL_UNFIT', { model, tensor: name, why: 'it is missing' });
    const { shape, data } = tensor;
    if (!fits(shape, entry.shape, free))
      throw new KioskError('MODEL_UNFIT', { model, tensor: name, wanted: written(entry.shape), got: written(shape) });
    const size = shape.reduce((product, length) => product * length, 1);
    if (data.length !== size)
      throw new KioskError('MODEL_UNFIT', { model, tensor: name, wanted: size, got: data.length, why: 'values' });
  }
}

type Shape = readonly (number | string)[];

export const written = (shape: Shape): string => `[${shape.join(',')}]`;

function fits(shape: readonly number[], wanted: Shape, free: Map<string, number>): boolean {
  if (shape.length !== wanted.length) return false;
  return wanted.every((want, at) => {
    const length = shape[at] ?? 0;
    if (typeof want === 'number') return length === want;
    const known = free.get(want) ?? length;
    free.set(want, known);
    return known === length && Number.isInteger(length) && length > 0;
  });
}
