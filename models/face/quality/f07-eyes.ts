// F07: both eyes are open, nothing is red in them.
import { judged, type QualityCheck } from './check.ts';
import { EYES_APART_PX, pixelsIn, shareOf } from './face-patch.ts';
import { LIMITS } from './limits.ts';
import { eyesOf, type SeenFace } from './seen-face.ts';

export function eyes(seen: SeenFace): readonly QualityCheck[] {
  const open = Math.min(...eyesOf(seen).map((eye) => irisHeight(seen, eye)));
  const red = Math.max(...eyesOf(seen).map((eye) => redShare(seen, eye)));
  const about = { check: 'F07', unit: 'ratio', required: true } as const;
  return [
    judged({ ...about, name: 'eyes-open', value: open, limit: { least: LIMITS.eyesOpen } }),
    judged({ ...about, name: 'red-eye', value: red, limit: { most: LIMITS.redEye } }),
  ];
}

type Eye = ReturnType<typeof eyesOf>[number];

/** Rows of a narrow strip through the eye that hold something much darker than skin; lashes of a closed eye are few of them. */
function irisHeight({ patch, skin }: SeenFace, eye: Eye): number {
  const DARK = 0.5;
  const dark = pixelsIn(patch, { middle: eye, width: 0.12, height: 0.5 }).filter(
    (at) => (patch.luma[at] ?? 0) < DARK * skin.luma,
  );
  return new Set(dark.map((at) => Math.floor(at / patch.widthPx))).size / EYES_APART_PX;
}

function redShare({ patch }: SeenFace, eye: Eye): number {
  const places = pixelsIn(patch, { middle: eye, width: 0.2, height: 0.2 });
  return shareOf(places, (at) => {
    const [red = 0, green = 0, blue = 0] = patch.rgb.subarray(3 * at, 3 * at + 3);
    return red > 80 && red > 2 * Math.max(green, blue);
  });
}
