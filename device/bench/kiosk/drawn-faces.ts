// Faces of invented people: drawn, so that nobody's face is in here. A detector finds the three citizens'; a recogniser tells them apart.
import type { InventedName } from '../../../hal/index.ts';
import { decodePhoto } from '../../../models/index.ts';
import type { ColourImage } from '../../../protocol/index.ts';
import { DRAWN_LOOKS, type DrawnLook } from './drawn-looks.ts';

const WIDTH = 720;
const HEIGHT = 900;
/** Pixels for each unit: the head must have as many as a portrait wants. */
const SCALE = 2;
const CHIP = { width: 148, height: 178, mostBytes: 5118 } as const;
const QUALITIES = [85, 75, 65, 55, 45] as const;

export async function drawnFace(name: InventedName): Promise<ColourImage> {
  const { default: sharp } = await import('sharp');
  return await decodePhoto(await sharp(svgOf(name)).png().toBuffer());
}

/** As the chip holds it. */
export async function drawnPhoto(name: InventedName): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const { width, height, mostBytes } = CHIP;
  const small = sharp(svgOf(name)).extract(HEAD_AND_SHOULDERS).resize({ width, height, fit: 'cover' });
  for (const quality of QUALITIES) {
    const jpeg = await small.clone().jpeg({ quality }).toBuffer();
    if (jpeg.length <= mostBytes) return jpeg;
  }
  throw new Error('a drawing that no chip holds');
}

/** To stand beside an answer: as a register keeps it, and drawn no larger than it is shown. */
export async function drawnPortrait(look: DrawnLook): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const svg = Buffer.from(drawing(look, 1));
  const { left, top, width, height } = PORTRAIT;
  return await sharp(svg).extract({ left, top, width, height }).resize({ width: 240, height: 320 }).jpeg().toBuffer();
}

const PORTRAIT = { left: 90, top: 60, width: 540, height: 720 } as const;
const HEAD_AND_SHOULDERS = { left: 80 * SCALE, top: 60 * SCALE, width: 560 * SCALE, height: 670 * SCALE };

const svgOf = (name: InventedName): Buffer => Buffer.from(drawing(DRAWN_LOOKS[name], SCALE));

/** Coordinates in units of a 720 by 900 sheet, the face's middle at 360. */
function drawing(look: DrawnLook, scale: number): string {
  const parts = [
    backdrop(look),
    hairBehind(look),
    shoulders(look),
    head(look),
    hairline(look),
    eyes(look),
    nose(look),
    mouth(look),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH * scale}" height="${HEIGHT * scale}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${defs(look)}${parts.join('')}</svg>`;
}

const defs = ({ skin, shade }: DrawnLook): string => `<defs>
<radialGradient id="face" cx="50%" cy="42%" r="62%"><stop offset="0" stop-color="${skin}"/><stop offset=".7" stop-color="${skin}"/><stop offset="1" stop-color="${shade}"/></radialGradient>
<radialGradient id="socket"><stop offset="0" stop-color="${shade}" stop-opacity=".5"/><stop offset="1" stop-color="${shade}" stop-opacity="0"/></radialGradient>
<radialGradient id="shine"><stop offset="0" stop-color="#fff" stop-opacity=".35"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>
<filter id="soft"><feGaussianBlur stdDeviation=".8"/></filter><filter id="softer"><feGaussianBlur stdDeviation="7"/></filter></defs>`;

const backdrop = (_: DrawnLook): string => `<rect width="${WIDTH}" height="${HEIGHT}" fill="#e6e9ec"/>`;

function hairBehind({ hasLongHair, halfWidth: w, top, hair }: DrawnLook): string {
  if (!hasLongHair) return '';
  return `<path d="M${335 - w} 380 Q${310 - w} ${top - 75} 360 ${top - 80} Q${410 + w} ${top - 75} ${385 + w} 380 L${405 + w} 720 L${315 - w} 720 Z" fill="${hair}"/>`;
}

const shoulders = ({ shirt, shade }: DrawnLook): string =>
  `<path d="M110 900 Q130 750 290 722 L430 722 Q590 750 610 900 Z" fill="${shirt}"/><path d="M288 600 L288 735 Q360 790 432 735 L432 600 Z" fill="${shade}"/>`;

const head = ({ halfWidth: w, top, jaw, chin, shade }: DrawnLook): string =>
  `<ellipse cx="${360 - w}" cy="430" rx="20" ry="46" fill="${shade}"/><ellipse cx="${360 + w}" cy="430" rx="20" ry="46" fill="${shade}"/>
<path d="M${360 - w} 385 Q${360 - w} ${top} 360 ${top} Q${360 + w} ${top} ${360 + w} 385 Q${360 + w} 520 ${360 + jaw} ${chin - 50} Q360 ${chin + 40} ${360 - jaw} ${chin - 50} Q${360 - w} 520 ${360 - w} 385 Z" fill="url(#face)"/>`;

const hairline = ({ halfWidth: w, top, hair }: DrawnLook): string =>
  `<path d="M${354 - w} 385 Q${338 - w} ${top - 50} 360 ${top - 55} Q${382 + w} ${top - 50} ${366 + w} 385 Q${340 + w} ${top + 85} 410 ${top + 62} Q320 ${top + 88} ${400 - w} ${top + 80} Q${374 - w} ${top + 115} ${354 - w} 385 Z" fill="${hair}"/>`;

function eyes(look: DrawnLook): string {
  const { eyeGap } = look;
  return [-1, 1].map((side) => eye(look, 360 + side * eyeGap) + brow(look, 360 + side * eyeGap, -side)).join('');
}

const eye = ({ eyeY, eyeWidth: w, eyeHeight: h }: DrawnLook, x: number): string =>
  `<ellipse cx="${x}" cy="${eyeY - 5}" rx="60" ry="32" fill="url(#socket)"/><g filter="url(#soft)"><path d="M${x - w} ${eyeY} Q${x} ${eyeY - h * 1.5} ${x + w} ${eyeY} Q${x} ${eyeY + h} ${x - w} ${eyeY} Z" fill="#f1ebe6"/><circle cx="${x}" cy="${eyeY - 3}" r="${h * 0.92}" fill="#2b1a12"/><path d="M${x - w - 3} ${eyeY} Q${x} ${eyeY - h * 1.9} ${x + w + 3} ${eyeY}" stroke="#22140e" stroke-width="5" fill="none"/></g><circle cx="${x}" cy="${eyeY - 8}" r="3" fill="#fff"/>`;

const brow = ({ brow: fill, browY: y, browThickness: t }: DrawnLook, x: number, side: number): string =>
  `<path d="M${x - 58 * side} ${y + 6} Q${x} ${y - 20} ${x + 58 * side} ${y} L${x + 56 * side} ${y + t} Q${x} ${y - 20 + t} ${x - 56 * side} ${y + 6 + t * 0.7} Z" fill="${fill}" filter="url(#soft)"/>`;

const nose = ({ noseY: y, noseWidth: w, eyeY, shade }: DrawnLook): string =>
  `<path d="M${360 - w * 0.5} ${eyeY + 10} Q${360 - w * 0.8} ${y - 40} ${360 - w} ${y} Q360 ${y + 34} ${360 + w} ${y} Q${360 + w * 0.8} ${y - 40} ${360 + w * 0.5} ${eyeY + 10}" fill="${shade}" opacity=".3" filter="url(#softer)"/>
<ellipse cx="360" cy="${y - 35}" rx="13" ry="48" fill="url(#shine)"/>
<path d="M${360 - w} ${y} Q${360 - w * 0.5} ${y + 24} 360 ${y + 16} Q${360 + w * 0.5} ${y + 24} ${360 + w} ${y}" stroke="${shade}" stroke-width="6" fill="none" filter="url(#soft)"/>
<ellipse cx="${360 - w * 0.45}" cy="${y + 6}" rx="9" ry="5" fill="#3f2417" filter="url(#soft)"/><ellipse cx="${360 + w * 0.45}" cy="${y + 6}" rx="9" ry="5" fill="#3f2417" filter="url(#soft)"/>`;

const mouth = ({ mouthY: y, mouthWidth: w, lipHeight: h, lips, lipLine, chin, shade }: DrawnLook): string =>
  `<path d="M${360 - w} ${y} Q${360 - w * 0.4} ${y - h} 360 ${y - h * 0.6} Q${360 + w * 0.4} ${y - h} ${360 + w} ${y} Q360 ${y + h * 1.9} ${360 - w} ${y} Z" fill="${lips}" filter="url(#soft)"/>
<path d="M${366 - w} ${y} Q360 ${y + 3} ${354 + w} ${y}" stroke="${lipLine}" stroke-width="2.5" fill="none" filter="url(#soft)"/>
<ellipse cx="360" cy="${chin + 4}" rx="70" ry="14" fill="${shade}" opacity=".35" filter="url(#softer)"/>`;
