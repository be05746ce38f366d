// The finger texture network that a manifest names: its entry read, its file checked, its first look taken.
import { dirname } from 'node:path';
import { z } from 'zod';
import { KioskError } from '../../../../protocol/computing.ts';
import {
  type ModelEntry,
  type ModelManifest,
  type Network,
  OnnxRuntime,
  parsed,
  readManifest,
  readModel,
  type SwitchedOff,
} from '../../../runtime/index.ts';
import { NetworkPad, type NetworkRunner, type TextureNetwork } from './network-pad.ts';
import type { TexturePad } from './texture-pad.ts';

const ROLE = 'finger-texture';

/** What the entry's `use` must say. */
const useSchema = z.strictObject({
  dpi: z.int().min(250).max(1200),
  /** Index of the output that is the attack's. */
  attack: z.int().min(0),
  /** Whether the outputs still have to be made to sum to one. */
  softmax: z.boolean(),
  /** An attack is a score above it. */
  threshold: z.number().gt(0).lt(1),
});

export interface InstalledNetwork extends AsyncDisposable {
  readonly pad: TexturePad;
  readonly entry: ModelEntry;
}

/**
 * Resolves once the network has been run. Undefined where the manifest names none for fingers.
 * @throws KioskError MODEL_OFF, MODEL_MISSING, MODEL_ALTERED, MODEL_UNFIT, HAL_UNAVAILABLE, WORKER_LOST; the signal's reason when aborted.
 */
export async function openNetworkPad(
  manifest: string,
  signal: AbortSignal,
  off?: SwitchedOff,
): Promise<InstalledNetwork | undefined> {
  const entry = entryIn(await readManifest(manifest), manifest);
  if (!entry) return undefined;
  const network = textureNetwork(entry);
  const file = await readModel(entry, dirname(manifest), off);
  const runtime = OnnxRuntime.open();
  try {
    const runner = runnerOf(await runtime.load(file, signal));
    const { widthPx, heightPx } = network.input;
    await runner.run(new Float32Array(widthPx * heightPx), signal);
    const close = (): Promise<void> => runtime[Symbol.asyncDispose]();
    return { pad: new NetworkPad(network, runner), entry, [Symbol.asyncDispose]: close };
  } catch (fault) {
    await runtime[Symbol.asyncDispose]();
    throw fault;
  }
}

function entryIn({ models }: ModelManifest, manifest: string): ModelEntry | undefined {
  const [entry, other] = models.filter(({ role }) => role === ROLE);
  if (other) throw new KioskError('MODEL_UNFIT', { manifest, detail: `more than one model has the role ${ROLE}` });
  return entry;
}

/** @throws KioskError MODEL_UNFIT where the entry is not of a network that looks at one grey picture */
export function textureNetwork(entry: ModelEntry): TextureNetwork {
  const { dpi, threshold, attack, softmax } = parsed(useSchema, entry.use, { model: entry.name, in: 'use' });
  const unfit = (detail: string): KioskError => new KioskError('MODEL_UNFIT', { model: entry.name, detail });
  const [input, ...otherInputs] = entry.inputs;
  const [output, ...otherOutputs] = entry.outputs;
  if (!input || !output || otherInputs.length + otherOutputs.length > 0) throw unfit('must have one input and output');
  if (input.channels !== 'gray') throw unfit('must look at grey pictures');
  const [heightPx, widthPx] = input.layout === 'NCHW' ? input.shape.slice(2) : input.shape.slice(1, 3);
  if (typeof heightPx !== 'number' || typeof widthPx !== 'number') throw unfit('must look at pictures of one size');
  const [count, scores] = output.shape;
  if (output.shape.length !== 2 || (count !== 1 && typeof count === 'number') || typeof scores !== 'number')
    throw unfit('must have the output shape [1, number of classes]');
  if (attack >= scores) throw unfit(`has no output ${attack}`);
  const [mean = 0] = input.mean;
  const [scale = 1] = input.scale;
  return {
    version: `${entry.name}-${entry.version}`,
    input: { widthPx, heightPx, dpi, mean, scale },
    output: { attack, softmax },
    threshold,
  };
}

/** One picture at a time, whatever number the network could take. */
function runnerOf(network: Network): NetworkRunner {
  const [input, output] = [network.entry.inputs[0], network.entry.outputs[0]];
  if (!input || !output) throw new KioskError('MODEL_UNFIT', { model: network.entry.name });
  const shape = input.shape.map((length) => (typeof length === 'number' ? length : 1));
  return {
    run: async (data, signal) => {
      const results = await network.run({ [input.name]: { shape, data } }, signal);
      return results[output.name]?.data ?? new Float32Array();
    },
  };
}
