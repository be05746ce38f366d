// The door of the conversion: networks as their authors publish them become files of ONNX. Pure: bytes in, bytes out, the same each time.
import { KioskError } from '../../protocol/computing.ts';
import type { Conversion } from './conversions.ts';
import { miniFasNet } from './minifasnet.ts';
import { mxnetNetwork } from './mxnet-network.ts';
import { readMxnetParameters } from './mxnet-parameters.ts';
import type { Value } from './onnx-file.ts';
import { readTorchParameters } from './torch-parameters.ts';

export interface Ends {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/**
 * @param originals in the order in which the manifest names them
 * @throws KioskError MODEL_UNFIT where they are not what such a network is made of
 */
export function convert(by: Conversion, originals: readonly Uint8Array[], { inputs, outputs }: Ends): Uint8Array {
  const [first, second] = originals;
  const [input, output] = [inputs[0], outputs[0]];
  if (by === 'minifasnet' && first) return miniFasNet(readTorchParameters(first));
  if (by === 'mxnet' && first && second && input && output)
    return mxnetNetwork(Buffer.from(first).toString('utf8'), readMxnetParameters(second), { input, output });
  throw new KioskError('MODEL_UNFIT', { detail: `${by} is made of other files` });
}
