// From a picture of a finger to its minutiae: the stages in their order.
import type { FingerTemplate, GrayImage, Minutia } from '../../protocol/computing.ts';
import { assess } from './stages/assess.ts';
import { binarise } from './stages/binarise.ts';
import { cleanSkeleton } from './stages/clean-skeleton.ts';
import { measureContrast } from './stages/contrast.ts';
import { enhance } from './stages/enhance.ts';
import { filterMinutiae } from './stages/filter-minutiae.ts';
import { findMinutiae } from './stages/find-minutiae.ts';
import { ridgePeriodOf } from './stages/frequency.ts';
import { normalise } from './stages/normalise.ts';
import { orientationOf } from './stages/orientation.ts';
import { IMAGE } from './stages/parameters.ts';
import { reliabilityOf, reliableMask } from './stages/reliability.ts';
import { rescale } from './stages/rescale.ts';
import { ridgeMapOf } from './stages/ridge-map.ts';
import { segment } from './stages/segment.ts';
import { thin } from './stages/thin.ts';
import type { Trace } from './trace.ts';
import type { Extraction } from './types.ts';

/**
 * A poor picture yields few minutiae and reasons, never a fault. The template is stated in the picture's own pixels and dpi.
 * @throws KioskError IMAGE_SIZE
 */
export function extractTemplate(image: GrayImage, trace: Trace = () => undefined): Extraction {
  const picture = rescale(image);
  trace('1-rescaled', { kind: 'raster', raster: picture });
  const contrast = measureContrast(picture);
  const mask = segment(contrast);
  trace('2-finger', { kind: 'grid', grid: mask, size: picture });
  const normalised = normalise(picture, contrast);
  trace('3-normalised', { kind: 'raster', raster: normalised });
  const rough = orientationOf(normalised, mask);
  trace('4-orientation', { kind: 'orientation', cos: rough.cos, sin: rough.sin, size: picture });
  const { period } = ridgePeriodOf(normalised, mask, rough);
  trace('5-period', { kind: 'grid', grid: period, size: picture });
  // The ridges that a first enhancement has cleared show better where they run.
  const field = orientationOf(enhance(normalised, mask, { field: rough, period }), mask);
  const enhanced = enhance(normalised, mask, { field, period });
  trace('6-enhanced', { kind: 'raster', raster: enhanced });
  const reliability = reliabilityOf(normalised, enhanced, { mask, period });
  trace('7-reliability', { kind: 'grid', grid: reliability, size: picture });
  const reliable = reliableMask(mask, reliability);
  const ridges = binarise(enhanced, reliable);
  trace('8-ridges', { kind: 'bitmap', bitmap: ridges });
  const lines = thin(ridges);
  trace('9-thinned', { kind: 'bitmap', bitmap: lines });
  const skeleton = cleanSkeleton(lines, field);
  trace('10-skeleton', { kind: 'bitmap', bitmap: skeleton });
  const minutiae = filterMinutiae(findMinutiae(skeleton, field, reliability), reliable, picture);
  const { quality, signs } = assess({ contrast, mask, reliable, reliability, normalised, enhanced, minutiae });
  const map = ridgeMapOf(enhanced, { field, period, mask, reliability });
  const template = { ...templateOf(image, minutiae, quality.score), ...(map && { ridges: map }) };
  trace('11-minutiae', { kind: 'minutiae', template, over: skeleton });
  return { template, quality, signs };
}

/** Back from 500 dpi to the pixels of the picture that came in. */
function templateOf(
  { widthPx, heightPx, dpi }: GrayImage,
  minutiae: readonly Minutia[],
  quality: number,
): FingerTemplate {
  const scale = dpi / IMAGE.referenceDpi;
  const inPicture = minutiae.map((minutia) => ({ ...minutia, x: minutia.x * scale, y: minutia.y * scale }));
  return { widthPx, heightPx, dpi, quality, minutiae: inPicture };
}
