// F06: nothing covers the forehead, unless faith or health ask for it; the face below is bare in any case (F11).
import { judged, type QualityCheck } from './check.ts';
import { lipRow } from './f04-neutral.ts';
import { beside, meanAt, pixelsIn, type Region } from './face-patch.ts';
import { LIMITS } from './limits.ts';
import { eyesMiddle, mouthMiddle, type SeenFace, tintOf } from './seen-face.ts';

export function headCover(seen: SeenFace): readonly QualityCheck[] {
  const { skin, patch } = seen;
  // A mask covers the cheeks too: the root of the nose is bare above it.
  const root = pixelsIn(patch, { middle: beside(eyesMiddle(seen), 0, 0.2), width: 0.25, height: 0.3 });
  const bridge = { ...tintOf(patch, root), luma: Math.max(1, meanAt(patch.luma, root)) };
  const forehead = strangeness(
    { patch, skin },
    { middle: beside(eyesMiddle(seen), 0, -0.75), width: 0.7, height: 0.3 },
  );
  const lower = strangeness(
    { patch, skin: bridge },
    { middle: beside(mouthMiddle(seen), 0, 0.05), width: 0.9, height: 0.6 },
  );
  const lipless = Math.min(1, Math.max(0, 1 - lipRow(seen, Math.max) / LIMITS.leastLips));
  const bare = judged({
    check: 'F11',
    name: 'lower-face',
    value: lower + lipless,
    limit: { most: LIMITS.lowerFace },
    unit: 'ratio',
    required: true,
  });
  if (seen.headCover !== undefined) return [bare];
  // Hair in the forehead is no hat, and a hat may leave the forehead free: told, not refused for.
  return [
    bare,
    judged({
      check: 'F06',
      name: 'forehead',
      value: forehead,
      limit: { most: LIMITS.forehead },
      unit: 'ratio',
      required: false,
    }),
  ];
}

interface Bare {
  readonly patch: SeenFace['patch'];
  /** Of skin that is surely bare. */
  readonly skin: { readonly red: number; readonly green: number; readonly luma: number };
}

/** How far the colour is from that of bare skin, and how much darker or brighter than skin ever is beside it. */
function strangeness({ patch, skin }: Bare, region: Region): number {
  const places = pixelsIn(patch, region);
  const { red, green } = tintOf(patch, places);
  const luma = meanAt(patch.luma, places) / skin.luma;
  const beyond = Math.max(0, 0.5 - luma, luma - 1.6);
  return Math.hypot(red - skin.red, green - skin.green) + beyond;
}
