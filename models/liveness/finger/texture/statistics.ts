// A print's texture in a handful of numbers: what a small model can tell skin from a copy by.
import type { GrayImage, RidgeMap } from '../../../../protocol/computing.ts';
import { TEXTURE } from '../parameters.ts';
import { emptyTile, readTile } from './tile.ts';
import { addBands, emptyBandSums } from './tile-bands.ts';
import { addLines, emptyLineSums } from './tile-lines.ts';
import { emptyWave, measureWave, type TileWave } from './tile-wave.ts';

/** In the order of a statistics vector. A model names those that it was trained on. */
export const STATISTICS = [
  'log-contrast',
  'contrast-spread',
  'level-spread',
  'valley-share',
  'edge-sharpness',
  'ridge-fast',
  'ridge-slow',
  'valley-fast',
  'valley-slow',
  'pores',
  'specks',
  'fine-detail',
  'detail-fall-off',
  'detail-next',
  'detail-second-next',
  'half-tones',
  'clipped',
] as const;

/** Undefined where too little of the picture is ridges. In the order of `STATISTICS`. */
export function textureStatistics(image: GrayImage, map: RidgeMap | undefined): readonly number[] | undefined {
  if (!map) return undefined;
  const tile = emptyTile();
  const wave = emptyWave();
  const waves = emptyWaveSums();
  const lines = emptyLineSums();
  const bands = emptyBandSums();
  for (let at = 0; at < map.samples.length; at += 1) {
    if (!readTile(image, map, at, tile)) continue;
    measureWave(tile, wave);
    if (wave.contrast < TEXTURE.minContrastGrey) continue;
    addWave(wave, waves);
    addLines(tile, wave, lines);
    addBands(image, tile, wave, bands);
  }
  if (waves.tiles < TEXTURE.minTiles || lines.ridgeLines === 0 || lines.valleyLines === 0) return undefined;
  const contrast = waves.contrast / waves.tiles;
  return [
    Math.log(contrast),
    deviation(waves.contrast, waves.contrastSquares, waves.tiles) / contrast,
    deviation(waves.mean, waves.meanSquares, waves.tiles) / contrast,
    waves.second / waves.tiles,
    waves.third / waves.tiles,
    logOf(lines.ridgeFast / lines.ridgeLines),
    logOf(lines.ridgeSlow / lines.ridgeLines),
    logOf(lines.valleyFast / lines.valleyLines),
    logOf(lines.valleySlow / lines.valleyLines),
    lines.pores / lines.ridgeLines,
    lines.specks / lines.valleyLines,
    logOf(bands.fine / bands.pixels),
    logOf(bands.coarse / bands.fine),
    bands.nextInRow / bands.fine,
    bands.secondInRow / bands.fine,
    bands.halfTones / bands.pixels,
    bands.clipped / bands.pixels,
  ];
}

interface WaveSums {
  tiles: number;
  contrast: number;
  contrastSquares: number;
  mean: number;
  meanSquares: number;
  second: number;
  third: number;
}

const emptyWaveSums = (): WaveSums => ({
  tiles: 0,
  contrast: 0,
  contrastSquares: 0,
  mean: 0,
  meanSquares: 0,
  second: 0,
  third: 0,
});

function addWave({ contrast, mean, second, third }: TileWave, sums: WaveSums): void {
  sums.tiles += 1;
  sums.contrast += contrast;
  sums.contrastSquares += contrast * contrast;
  sums.mean += mean;
  sums.meanSquares += mean * mean;
  sums.second += second;
  sums.third += third;
}

const deviation = (sum: number, squares: number, count: number): number =>
  Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));

/** Shares of squares span decades. */
const logOf = (share: number): number => Math.log(share + 1e-4);
