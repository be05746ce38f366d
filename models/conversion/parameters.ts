// Parameters of a network by their names, as its authors publish them.
import { KioskError } from '../../protocol/computing.ts';

export interface Parameter {
  readonly shape: readonly number[];
  /** In the order of C: the last dimension is the fastest. */
  readonly data: Float32Array;
}

export type Parameters = ReadonlyMap<string, Parameter>;

/** @throws KioskError MODEL_UNFIT where it is not there, or of another shape than `shape` says; undefined: any length */
export function parameterOf(parameters: Parameters, name: string, shape?: readonly (number | undefined)[]): Parameter {
  const found = parameters.get(name);
  if (!found) throw new KioskError('MODEL_UNFIT', { parameter: name, detail: 'it is not in the file of parameters' });
  const isFit =
    shape === undefined ||
    (shape.length === found.shape.length &&
      shape.every((length, at) => length === undefined || length === found.shape[at]));
  if (isFit) return found;
  const detail = `its shape is ${found.shape.join(' x ')}, and ${shape.map((length) => length ?? 'any').join(' x ')} is due`;
  throw new KioskError('MODEL_UNFIT', { parameter: name, detail });
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
