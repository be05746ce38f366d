// A network as MXNet writes it, a symbol (JSON) and its parameters: the operators that MobileFace has, one to one.
import { z } from 'zod';
import { KioskError } from '../../protocol/computing.ts';
import { NetworkWriter } from './network-writer.ts';
import type { Value } from './onnx-file.ts';
import type { Parameters } from './parameters.ts';

const MOST_NODES = 10_000;
const reference = z.tuple([z.int().min(0)], z.int());
const nodeSchema = z.object({
  op: z.string(),
  name: z.string(),
  attrs: z.record(z.string(), z.string()).default({}),
  inputs: z.array(reference),
});
const symbolSchema = z.object({ nodes: z.array(nodeSchema).max(MOST_NODES), heads: z.array(reference).length(1) });
type SymbolNode = z.infer<typeof nodeSchema>;

/** What MXNet takes where a symbol does not say. */
const EPSILON = '0.001';

/** What a layer is made of: names of what goes in, in the order of the operator. */
interface Layer {
  readonly node: SymbolNode;
  readonly inputs: readonly string[];
  readonly writer: NetworkWriter;
}

/**
 * @param parameters as their file has them, "arg:" and "aux:" before the names
 * @throws KioskError MODEL_UNFIT where it is no symbol, or has an operator that is not known here
 */
export function mxnetNetwork(symbol: string, parameters: Parameters, { input, output }: Ends): Uint8Array {
  const { nodes, heads } = symbolIn(symbol);
  const named = new Map([...parameters].map(([name, parameter]) => [name.replace(/^(arg|aux):/, ''), parameter]));
  const writer = new NetworkWriter(named);
  const outputs: string[] = [];
  for (const [at, node] of nodes.entries()) {
    const inputs = node.inputs.map(([from]) => {
      const name = from < at ? outputs[from] : undefined;
      return name ?? unfit(`${node.name} needs what comes after it`);
    });
    const operator = OPERATORS.get(node.op) ?? unfit(`the operator ${node.op} is not known here`);
    outputs.push(operator({ node, inputs, writer }));
  }
  const [[head] = [0]] = heads;
  return writer.file(input, outputs[head] ?? unfit('nothing comes out of it'), output);
}

export interface Ends {
  readonly input: Value;
  readonly output: Value;
}

function symbolIn(text: string): z.infer<typeof symbolSchema> {
  try {
    return symbolSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new KioskError('MODEL_UNFIT', { detail: 'it is no symbol of MXNet' }, cause);
  }
}

/** A map: a file may name what every object of JavaScript has. */
const OPERATORS: ReadonlyMap<string, (layer: Layer) => string> = new Map(
  Object.entries<(layer: Layer) => string>({
    null: ({ node }) => node.name,
    _minus_scalar: (layer) => withScalar(layer, 'Sub'),
    _mul_scalar: (layer) => withScalar(layer, 'Mul'),
    _maximum_scalar: (layer) => withScalar(layer, 'Max'),
    _minimum_scalar: (layer) => withScalar(layer, 'Min'),
    elemwise_add: ({ inputs, writer }) => writer.layer('Add', inputs),
    Flatten: ({ inputs, writer }) => writer.layer('Flatten', inputs, { axis: 1 }),
    FullyConnected: ({ node, inputs: [from = '', weight = ''], writer }) => {
      if (node.attrs['no_bias'] !== 'True') unfit(`${node.name} has a bias`);
      return writer.linear(from, weight);
    },
    Convolution: ({ node, inputs: [from = '', weight = '', bias], writer }) => {
      const { kernel, stride = '(1, 1)', pad = '(0, 0)', num_group: groups = '1' } = node.attrs;
      const how = { kernel: pair(kernel), stride: pair(stride), pad: pair(pad), groups: Number(groups) };
      return writer.convolution(from, weight, how, bias);
    },
    BatchNorm: ({ node, inputs: [from = '', scale = '', shift = '', mean = '', variance = ''], writer }) => {
      const { fix_gamma: isFixed = 'True', eps = EPSILON } = node.attrs;
      if (isFixed !== 'False') unfit(`${node.name} does not scale`);
      return writer.normalisation(from, { scale, shift, mean, variance, epsilon: Number(eps) });
    },
  }),
);

function withScalar({ node, inputs, writer }: Layer, operator: string): string {
  const scalar = Number(node.attrs['scalar']);
  if (!Number.isFinite(scalar)) unfit(`${node.name} has no number`);
  return writer.layer(operator, [...inputs, writer.constant(`${node.name}_scalar`, scalar)]);
}

function pair(words: string | undefined): readonly [number, number] {
  const [, one, other] = /^\((\d+), ?(\d+)\)$/.exec(words ?? '') ?? [];
  return one === undefined || other === undefined ? unfit(`${words} are no two numbers`) : [Number(one), Number(other)];
}

function unfit(detail: string): never {
  throw new KioskError('MODEL_UNFIT', { detail: `the symbol of MXNet: ${detail}` });
}
