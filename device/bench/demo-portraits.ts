// Drawn portraits of the demo's people, so that whoever tries it sees who is shown beside an answer. Nobody's face is in here.
import type { Stores } from '../store/index.ts';
import { DEMO_PEOPLE } from './demo-people.ts';
import { drawnPortrait } from './kiosk/drawn-faces.ts';
import { DRAWN_LOOKS, type DrawnLook } from './kiosk/drawn-looks.ts';

const SKINS = [
  ['#8a5d3f', '#50331f'],
  ['#a9754f', '#6c452c'],
  ['#cfa07a', '#94674a'],
  ['#b98862', '#7c5238'],
] as const;
const HAIRS = ['#0c0a09', '#2a1d17', '#4a2f20'] as const;
const SHIRTS = ['#2e4b3a', '#2b3f6b', '#7a2e3a', '#444444', '#8a6d1f'] as const;
/** By their names. */
const LONG_HAIRED = new Set([0, 3, 5, 7, 9, 11, 12, 15, 16, 17, 19]);
const BASES = Object.values(DRAWN_LOOKS);

const pick = <T>(all: readonly T[], at: number): T => all[at % all.length] as T; // of a list that is never empty

/** Told apart by people; a recogniser is shown none of them. */
function lookOf(index: number): DrawnLook {
  const base = pick(BASES, index);
  const [skin, shade] = pick<(typeof SKINS)[number]>(SKINS, index * 3 + 1);
  const hair = pick(HAIRS, index * 2);
  const shirt = pick(SHIRTS, index);
  const wide = ((index * 7) % 5) * 4 - 8;
  return {
    ...{ ...base, skin, shade, hair, shirt, brow: hair, hasLongHair: LONG_HAIRED.has(index) },
    ...{ halfWidth: base.halfWidth + wide, mouthWidth: base.mouthWidth + ((index * 3) % 7) - 3 },
  };
}

/** Of those who are known here and have none yet; whatever the fleet sends of them takes its place. @throws KioskError of the store */
export async function portrayDemo({ people, photos }: Pick<Stores, 'people' | 'photos'>): Promise<void> {
  for (const [index, { hrCode }] of DEMO_PEOPLE.entries()) {
    const pseudonym = people.byCode(hrCode)?.pseudonym;
    if (pseudonym === undefined || photos.of(pseudonym)) continue;
    const jpeg = await drawnPortrait(lookOf(index));
    photos.save([{ pseudonym, photo: jpeg.toString('base64') }]);
  }
}
