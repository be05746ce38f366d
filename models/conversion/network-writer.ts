// A network put together layer by layer: what each layer needs is taken from the parameters, what comes out has a name.
import { type Attribute, type Node, onnxFile, type Value, type Weights } from './onnx-file.ts';
import { type Parameters, parameterOf } from './parameters.ts';

export interface Convolution {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly pad: readonly [number, number];
  /** As many as channels: each for itself. */
  readonly groups: number;
}

/** Names of the parameters of a normalisation. */
export interface Normalisation {
  readonly scale: string;
  readonly shift: string;
  readonly mean: string;
  readonly variance: string;
  readonly epsilon: number;
}

/** Each layer answers the name of what comes out of it. */
export class NetworkWriter {
  readonly #parameters: Parameters;
  readonly #nodes: Node[] = [];
  readonly #weights = new Map<string, Weights>();

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
  }

  layer(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    const output = `${operator.toLowerCase()}${this.#nodes.length}`;
    this.#nodes.push({ operator, inputs, output, attributes });
    return output;
  }

  /** @throws KioskError MODEL_UNFIT where a parameter is missing, or is none of such a layer */
  convolution(input: string, weight: string, how: Convolution, bias?: string): string {
    const { kernel, stride, pad, groups } = how;
    const named = [
      this.#weight(weight, [undefined, undefined, ...kernel]),
      ...(bias ? [this.#weight(bias, [undefined])] : []),
    ];
    const attributes = { kernel_shape: kernel, strides: stride, pads: [...pad, ...pad], group: groups };
    return this.layer('Conv', [input, ...named], attributes);
  }

  normalisation(input: string, { scale, shift, mean, variance, epsilon }: Normalisation): string {
    const named = [scale, shift, mean, variance].map((name) => this.#weight(name, [undefined]));
    return this.layer('BatchNormalization', [input, ...named], { epsilon: { float: epsilon } });
  }

  /** A slope for each channel. */
  parametricRelu(input: string, slope: string): string {
    const { data } = parameterOf(this.#parameters, slope, [undefined]);
    this.#weights.set(slope, { name: slope, shape: [data.length, 1, 1], data });
    return this.layer('PRelu', [input, slope]);
  }

  /** Everything to everything, without a bias. */
  linear(input: string, weight: string): string {
    return this.layer('Gemm', [input, this.#weight(weight, [undefined, undefined])], { transB: 1 });
  }

  constant(name: string, value: number): string {
    this.#weights.set(name, { name, shape: [], data: Float32Array.of(value) });
    return name;
  }

  /** `last` becomes what the network gives. */
  file(input: Value, last: string, output: Value): Uint8Array {
    const nodes = this.#nodes.map((node) => (node.output === last ? { ...node, output: output.name } : node));
    return onnxFile({ nodes, weights: [...this.#weights.values()], inputs: [input], outputs: [output] });
  }

  #weight(name: string, shape: readonly (number | undefined)[]): string {
    if (!this.#weights.has(name)) this.#weights.set(name, { name, ...parameterOf(this.#parameters, name, shape) });
    return name;
  }
}
