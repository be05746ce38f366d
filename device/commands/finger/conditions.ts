// Hard conditions, simulated on real prints: what an evaluation shows of fingers and sensors that no folder holds.
import { type GrayImage, resampleImage } from '../../../protocol/index.ts';
import { asModuleSees } from '../../images/as-module-sees.ts';
import { asPiece, chanceOf, type View } from './views.ts';

const WHITE = 255;

/** Each is the same for the same picture; two pictures of a finger are changed each in its own way. */
export const CONDITIONS = {
  turned: (picture) => turned(picture, 2 * Math.PI * chanceOf(picture)),
  skewed: (picture) => skewed(picture, chanceOf(picture)),
  dry: (picture) => dry(picture, chanceOf(picture)),
  wet: (picture) => blurred(spread(spread(picture, Math.min), Math.min)),
  faint: (picture) => faint(picture, chanceOf(picture)),
  window: asModuleSees,
  small: asPiece,
  '400dpi': (picture) => resampleImage(picture, 400),
  '600dpi': (picture) => resampleImage(picture, 600),
} as const satisfies Readonly<Record<string, View>>;

export type Condition = keyof typeof CONDITIONS;

export const isCondition = (name: string): name is Condition => Object.hasOwn(CONDITIONS, name);

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Every pixel comes from a place of the picture; beyond its edge there is bare glass. */
function drawnFrom(picture: GrayImage, sourceOf: (x: number, y: number) => Place): GrayImage {
  const { widthPx } = picture;
  const glass = glassOf(picture);
  const pixels = picture.pixels.map((_, at) => {
    const { x, y } = sourceOf(at % widthPx, Math.floor(at / widthPx));
    return greyAt(picture, { x, y, glass });
  });
  return { ...picture, pixels };
}

/** Nine in ten pixels are darker: about the grey of the glass where no finger is. */
const glassOf = ({ pixels }: GrayImage): number =>
  Uint8Array.from(pixels).sort()[Math.floor(0.9 * (pixels.length - 1))] ?? WHITE;

function greyAt({ widthPx, heightPx, pixels }: GrayImage, { x, y, glass }: Place & { readonly glass: number }): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - left, y - top];
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= widthPx || row >= heightPx ? glass : (pixels[row * widthPx + column] ?? glass);
  const upper = at(left, top) * (1 - right) + at(left + 1, top) * right;
  const lower = at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right;
  return upper * (1 - down) + lower * down;
}

function turned(picture: GrayImage, angle: number): GrayImage {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [picture.widthPx / 2, picture.heightPx / 2];
  return drawnFrom(picture, (x, y) => ({
    x: middleX + cos * (x - middleX) + sin * (y - middleY),
    y: middleY + cos * (y - middleY) - sin * (x - middleX),
  }));
}

/** The middle of the finger stays on the glass, what surrounds it is dragged aside and turned: up to a millimetre, and ten degrees. */
function skewed(picture: GrayImage, chance: number): GrayImage {
  const { widthPx, heightPx, dpi } = picture;
  const [middleX, middleY] = [widthPx / 2, heightPx / 2];
  const direction = 2 * Math.PI * chance;
  const farPx = (dpi / 25.4) * 1;
  const turn = (chance - 0.5) * 0.35;
  const reachPx = (dpi / 25.4) * 4;
  return drawnFrom(picture, (x, y) => {
    const [right, down] = [x - middleX, y - middleY];
    const outside = 1 - Math.exp(-(right * right + down * down) / (2 * reachPx * reachPx));
    const angle = turn * outside;
    return {
      x: x + outside * farPx * Math.cos(direction) - angle * down,
      y: y + outside * farPx * Math.sin(direction) + angle * right,
    };
  });
}

/** Ridges become thin and break: only the heights of the skin touch. */
function dry(picture: GrayImage, chance: number): GrayImage {
  const thin = spread(picture, Math.max);
  const glass = glassOf(picture);
  const { widthPx } = picture;
  const pixels = thin.pixels.map((grey, at) => {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    // Unevenness of the skin, some pixels across.
    const height = noiseAt(Math.floor(x / 3), Math.floor(y / 3), chance);
    return height < 0.25 && grey < glass ? glass - (glass - grey) * 0.25 : grey;
  });
  return { ...thin, pixels };
}

/** A quarter of the contrast, and the sensor's noise. */
function faint(picture: GrayImage, chance: number): GrayImage {
  const { widthPx } = picture;
  const pixels = picture.pixels.map((grey, at) => {
    const noise = 12 * (noiseAt(at % widthPx, Math.floor(at / widthPx), chance) - 0.5);
    return Math.max(0, Math.min(WHITE, 170 + (grey - 170) * 0.25 + noise));
  });
  return { ...picture, pixels };
}

/** The lightest (`Math.max`) or darkest (`Math.min`) of a pixel and its four neighbours. */
function spread(picture: GrayImage, pick: (...greys: number[]) => number): GrayImage {
  const { widthPx, pixels } = picture;
  const grey = (at: number, otherwise: number): number => pixels[at] ?? otherwise;
  const spreadOut = pixels.map((own, at) =>
    pick(own, grey(at - 1, own), grey(at + 1, own), grey(at - widthPx, own), grey(at + widthPx, own)),
  );
  return { ...picture, pixels: spreadOut };
}

function blurred(picture: GrayImage): GrayImage {
  const { widthPx, pixels } = picture;
  const mean = pixels.map((own, at) => {
    const around = [at - 1, at + 1, at - widthPx, at + widthPx].map((other) => pixels[other] ?? own);
    return around.reduce((sum, grey) => sum + grey, own) / 5;
  });
  return { ...picture, pixels: mean };
}

/** Uniform in [0, 1), the same for the same place and chance. */
function noiseAt(x: number, y: number, chance: number): number {
  let bits = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca77) ^ Math.floor(chance * 2 ** 32);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}
