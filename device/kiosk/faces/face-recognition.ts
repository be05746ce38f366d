// The face engine as the prove visit uses it.
import {
  type FaceEngine,
  type FaceLook,
  type FaceTemplate,
  portraitCrop,
  type QualityCheck,
} from '../../../models/index.ts';
import type { ColourImage } from '../../../protocol/index.ts';
import type { FaceRecognition, QualityFinding, Sighting } from '../../flows/face/index.ts';

type Engine = Pick<FaceEngine, 'models' | 'look' | 'find' | 'embed' | 'reference' | 'compare' | 'threshold'>;

/** Lossless would be three times as large; at this quality the checks of the decoded file pass (F02). */
const PORTRAIT_QUALITY = 95;

export const faceRecognition = (engine: Engine): FaceRecognition => ({
  recogniser: engine.models.recogniser,
  look: async (image, signal) => sightingOf(await engine.look(image, signal)),
  find: (image, signal) => engine.find(image, signal),
  embed: (image, face, signal) => engine.embed(image, face, signal),
  reference: async (jpeg, signal) => {
    const found = await engine.reference(jpeg, signal);
    return found.kind === 'reference' ? found.template : undefined;
  },
  mean,
  compare: (a, b) => engine.compare(a, b),
  thresholdAt: (falseMatchRate) => engine.threshold(falseMatchRate),
  portrait: async (image, face) => await jpegOf(portraitCrop(image, face) ?? image),
});

function sightingOf({ faces, quality }: FaceLook): Sighting {
  const { checks, advice, ok } = quality;
  return {
    faces,
    quality: checks.map(findingOf),
    // Good practice is told and stops nobody.
    advice: ok || !advice ? undefined : { th: advice.th, en: advice.en },
    merit: meritOf(checks),
  };
}

const findingOf = ({ check, name, ok, value, limit, required }: QualityCheck): QualityFinding => {
  const { least, most } = limit;
  const words = [least === undefined ? '' : `at least ${least}`, most === undefined ? '' : `at most ${most}`];
  return { check: `${check} ${name}`, ok, value, limit: words.filter(Boolean).join(', '), required };
};

/** What is passed, and among equals what is sharpest. */
function meritOf(checks: readonly QualityCheck[]): number {
  const passed = checks.filter(({ ok }) => ok).length / Math.max(1, checks.length);
  const { value = 0 } = checks.find(({ name }) => name === 'sharpness') ?? {};
  return passed + Math.min(value, 1000) / 1e6;
}

/** Of length 1 again, so that a comparison means what it was calibrated to mean. */
function mean(templates: readonly FaceTemplate[]): FaceTemplate {
  const [first] = templates;
  if (!first) throw new Error('the mean of no templates');
  const values = new Float32Array(first.values.length);
  for (const template of templates)
    for (const [at, value] of template.values.entries()) values[at] = (values[at] ?? 0) + value;
  const length = Math.hypot(...values) || 1;
  return { ...first, values: values.map((value) => value / length) };
}

async function jpegOf({ widthPx: width, heightPx: height, pixels }: ColourImage): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: PORTRAIT_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}
