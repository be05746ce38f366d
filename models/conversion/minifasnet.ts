// MiniFASNet (minivision-ai/Silent-Face-Anti-Spoofing, src/model_lib/MiniFASNet.py), of its parameters: how many channels each layer has is told
// by their shapes, and which blocks weigh their channels (squeeze and excitation) by their being there.
import { type Convolution, NetworkWriter } from './network-writer.ts';
import { type Parameters, parameterOf } from './parameters.ts';

/** torch.nn.BatchNorm2d. */
const EPSILON = 1e-5;
const SIDE_PX = 80;
/** Blocks after each halving of the picture. */
const STAGES = [
  { halving: 'conv_23', blocks: 'conv_3', count: 4 },
  { halving: 'conv_34', blocks: 'conv_4', count: 6 },
  { halving: 'conv_45', blocks: 'conv_5', count: 2 },
] as const;

const POINT = { kernel: [1, 1], stride: [1, 1], pad: [0, 0], groups: 1 } as const satisfies Convolution;
const square = (stride: 1 | 2, groups: number): Convolution => ({
  ...{ kernel: [3, 3], stride: [stride, stride], pad: [1, 1], groups },
});

/** Shares of three classes, the second of them living. @throws KioskError MODEL_UNFIT */
export function miniFasNet(state: Parameters): Uint8Array {
  const network = new MiniFasNet(state);
  let at = network.block('input', 'conv1', square(2, 1));
  at = network.block(at, 'conv2_dw', square(1, network.channelsOf('conv2_dw')));
  for (const { halving, blocks, count } of STAGES) {
    at = network.depthWise(at, halving, 2);
    for (let block = 0; block < count; block += 1) at = network.residual(at, `${blocks}.model.${block}`);
  }
  at = network.block(at, 'conv_6_sep', POINT);
  return network.file(network.head(at));
}

class MiniFasNet {
  readonly #state: Parameters;
  readonly #writer: NetworkWriter;

  constructor(state: Parameters) {
    this.#state = state;
    this.#writer = new NetworkWriter(state);
  }

  channelsOf(layer: string): number {
    return parameterOf(this.#state, `module.${layer}.conv.weight`).shape[0] ?? 0;
  }

  /** Convolution, normalisation, and a slope below zero where the layer has one. */
  block(input: string, layer: string, how: Convolution): string {
    const convolved = this.#writer.convolution(input, `module.${layer}.conv.weight`, how);
    const normal = this.#normal(convolved, `${layer}.bn`);
    const slope = `module.${layer}.prelu.weight`;
    return this.#state.has(slope) ? this.#writer.parametricRelu(normal, slope) : normal;
  }

  depthWise(input: string, layer: string, stride: 1 | 2): string {
    const widened = this.block(input, `${layer}.conv`, POINT);
    const each = this.block(widened, `${layer}.conv_dw`, square(stride, this.channelsOf(`${layer}.conv_dw`)));
    return this.block(each, `${layer}.project`, POINT);
  }

  residual(input: string, layer: string): string {
    const changed = this.depthWise(input, layer, 1);
    const weighed = this.#state.has(`module.${layer}.se_module.fc1.weight`) ? this.#excited(changed, layer) : changed;
    return this.#writer.layer('Add', [input, weighed]);
  }

  /** What is left of the picture becomes one number for each channel, then the shares. */
  head(input: string): string {
    const whole = parameterOf(this.#state, 'module.conv_6_dw.conv.weight').shape;
    const kernel = [whole[2] ?? 0, whole[3] ?? 0] as const;
    const one = this.block(input, 'conv_6_dw', { kernel, stride: [1, 1], pad: [0, 0], groups: whole[0] ?? 0 });
    const flat = this.#writer.layer('Flatten', [one], { axis: 1 });
    const embedded = this.#normal(this.#writer.linear(flat, 'module.linear.weight'), 'bn');
    return this.#writer.layer('Softmax', [this.#writer.linear(embedded, 'module.prob.weight')], { axis: 1 });
  }

  file(last: string): Uint8Array {
    const input = { name: 'input', shape: ['N', 3, SIDE_PX, SIDE_PX] };
    return this.#writer.file(input, last, { name: 'prob', shape: ['N', 3] });
  }

  #excited(input: string, layer: string): string {
    const fully = (from: string, nth: 1 | 2): string => {
      const convolved = this.#writer.convolution(from, `module.${layer}.se_module.fc${nth}.weight`, POINT);
      return this.#normal(convolved, `${layer}.se_module.bn${nth}`);
    };
    const squeezed = this.#writer.layer('GlobalAveragePool', [input]);
    const narrow = this.#writer.layer('Relu', [fully(squeezed, 1)]);
    return this.#writer.layer('Mul', [input, this.#writer.layer('Sigmoid', [fully(narrow, 2)])]);
  }

  #normal(input: string, layer: string): string {
    const [scale, shift, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
      (name) => `module.${layer}.${name}`,
    ) as [string, string, string, string]; // as many as are named
    return this.#writer.normalisation(input, { scale, shift, mean, variance, epsilon: EPSILON });
  }
}
