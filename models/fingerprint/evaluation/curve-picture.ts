// Curves as an SVG picture that can be read on white and on dark. Pure: values in, text out.

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

export interface Curve {
  readonly label: string;
  readonly points: readonly CurvePoint[];
  /** Drawn strongly, above the others. */
  readonly isMain?: boolean;
}

export interface Axis {
  readonly label: string;
  readonly scale: 'logarithmic' | 'linear';
  readonly from: number;
  readonly to: number;
  /** What stands at its ticks: rates in per cent, which is usual, or the numbers themselves. */
  readonly labels?: 'percent' | 'plain';
}

export interface CurvePicture {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
}

/** Each at least 3 : 1 against white and against near black: nothing here knows on what it will be shown. */
export const INKS = ['#2f7fd0', '#c8641e', '#2a9060', '#a35fc0', '#b0708a', '#8a7a20'] as const;
export const MAIN_INK = '#777777';
/** Nobody has to tell curves by colour alone. */
const DASHES = ['none', '9 3', '3 3', '9 3 2 3', '1 3', '14 4'] as const;

const PLOT = { left: 76, top: 44, width: 480, height: 480 } as const;
const WIDTH = 860;
const HEIGHT = 580;
const LEGEND = { x: PLOT.left + PLOT.width + 16, lineHeight: 24 } as const;
const LINEAR_TICKS = 5;

export function curvePicture({ title, x, y, curves }: CurvePicture): string {
  const across = (value: number): number => PLOT.left + PLOT.width * shareOf(x, value);
  const down = (value: number): number => PLOT.top + PLOT.height * (1 - shareOf(y, value));
  const inked = curves.map((curve, index) => ({ ...curve, ...styleOf(curve, index) }));
  const drawn = [...inked].sort((a, b) => Number(a.isMain ?? false) - Number(b.isMain ?? false));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="'Noto Sans Thai', 'Noto Sans', sans-serif" font-size="13">`,
    `<title>${escaped(title)}</title>`,
    `<g fill="${MAIN_INK}">`,
    `<text x="${PLOT.left}" y="24" font-size="16">${escaped(title)}</text>`,
    `<text x="${PLOT.left + PLOT.width / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escaped(x.label)}</text>`,
    `<text transform="translate(18 ${PLOT.top + PLOT.height / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
    ...ticksOf(x).map((tick) => tickAcross(across(tick), labelOf(x, tick))),
    ...ticksOf(y).map((tick) => tickDown(down(tick), labelOf(y, tick))),
    '</g>',
    `<rect x="${PLOT.left}" y="${PLOT.top}" width="${PLOT.width}" height="${PLOT.height}" fill="none" stroke="${MAIN_INK}"/>`,
    ...drawn.map(({ points, ink, dash, width }) => {
      const path = pathOf(
        points.filter((point) => isWithin(x, point.x) && isWithin(y, point.y)),
        across,
        down,
      );
      return `<path d="${path}" fill="none" stroke="${ink}" stroke-width="${width}" stroke-dasharray="${dash}" stroke-linejoin="round"/>`;
    }),
    ...inked.map(({ label, ink, dash, width }, index) => legendLine(label, index, { ink, dash, width })),
    '</svg>',
    '',
  ].join('\n');
}

interface Style {
  readonly ink: string;
  readonly dash: string;
  readonly width: number;
}

const styleOf = ({ isMain = false }: Curve, index: number): Style =>
  isMain
    ? { ink: MAIN_INK, dash: 'none', width: 3 }
    : { ink: INKS[index % INKS.length] ?? MAIN_INK, dash: DASHES[index % DASHES.length] ?? 'none', width: 2 };

/** 0 at the beginning of the axis, 1 at its end. */
function shareOf({ scale, from, to }: Axis, value: number): number {
  const share = scale === 'linear' ? (value - from) / (to - from) : Math.log(value / from) / Math.log(to / from);
  return Math.max(0, Math.min(1, share));
}

/** A logarithm of nothing is nowhere: an error that was never seen ends its curve. */
const isWithin = ({ scale, from, to }: Axis, value: number): boolean =>
  value <= to && (scale === 'logarithmic' ? value > 0 && value >= from * 0.999 : value >= from);

function ticksOf({ scale, from, to }: Axis): readonly number[] {
  if (scale === 'linear')
    return Array.from({ length: LINEAR_TICKS + 1 }, (_, step) => from + ((to - from) * step) / LINEAR_TICKS);
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => 10 ** (first + step));
}

/** With no more digits than it has. */
const labelOf = ({ labels = 'percent' }: Axis, tick: number): string =>
  labels === 'percent' ? `${Number((100 * tick).toPrecision(3))} %` : String(Number(tick.toPrecision(6)));

const tickAcross = (at: number, label: string): string =>
  `<path d="M${place(at)} ${PLOT.top}v${PLOT.height}" stroke="${MAIN_INK}" stroke-opacity="0.3"/>` +
  `<text x="${place(at)}" y="${PLOT.top + PLOT.height + 18}" text-anchor="middle">${label}</text>`;

const tickDown = (at: number, label: string): string =>
  `<path d="M${PLOT.left} ${place(at)}h${PLOT.width}" stroke="${MAIN_INK}" stroke-opacity="0.3"/>` +
  `<text x="${PLOT.left - 8}" y="${place(at + 4)}" text-anchor="end">${label}</text>`;

function legendLine(label: string, index: number, { ink, dash, width }: Style): string {
  const middle = PLOT.top + 12 + index * LEGEND.lineHeight;
  return (
    `<path d="M${LEGEND.x} ${middle}h36" stroke="${ink}" stroke-width="${width}" stroke-dasharray="${dash}"/>` +
    `<text x="${LEGEND.x + 44}" y="${middle + 4}" fill="${ink}">${escaped(label)}</text>`
  );
}

/** To a tenth of a pixel; points that fall on the one before say nothing. */
function pathOf(
  points: readonly CurvePoint[],
  across: (value: number) => number,
  down: (value: number) => number,
): string {
  const places = points.map(({ x, y }) => `${place(across(x))} ${place(down(y))}`);
  const moved = places.filter((at, index) => at !== places[index - 1]);
  return moved.length === 0 ? '' : `M${moved.join('L')}`;
}

const place = (px: number): string => String(Number(px.toFixed(1)));

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML has it: Thai stays as it is, control characters that XML knows no form of vanish. */
const escaped = (text: string): string =>
  [...text]
    .filter((letter) => letter >= ' ' && letter !== '\ufffe' && letter !== '\uffff')
    .map((letter) => ENTITIES[letter] ?? letter)
    .join('');
