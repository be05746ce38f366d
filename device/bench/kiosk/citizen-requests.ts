// What a citizen of the bench may be told to do, as schemas.
import { z } from 'zod';
import { SCENE_MANNERS } from '../../../models/laboratory.ts';
import { mobileCode, mobileNumber } from '../../../protocol/index.ts';
import { INVENTED_NAMES } from './bench-cards.ts';

const path = z.string().min(1);
const how = { as: z.enum(SCENE_MANNERS).default('living'), seed: z.int().min(0).max(1_000_000).default(1) };

export const faceRequest = z.union([
  /** A photo of one person, who is made to breathe, blink and move; or an attack made of it. */
  z.strictObject({ image: path, ...how }),
  /** One of the invented people. */
  z.strictObject({ person: z.enum(INVENTED_NAMES), ...how }),
  /** Shown as they are, one a second. */
  z.strictObject({ frames: z.array(path).min(1).max(100) }),
]);
export type FaceBody = z.output<typeof faceRequest>;

export const scanRequest = z.strictObject({ text: z.string().min(1).max(5000) });

export const proveRequest = z.strictObject({
  /** Purposes that are agreed to; any other is declined. */
  consent: z.array(z.string().min(1).max(80)).max(16),
  challenge: z.enum(['perform', 'ignore']).default('perform'),
  /** What the person types where a mobile number is asked for; without it the visit goes on without. */
  mobile: z.strictObject({ number: mobileNumber, code: mobileCode }).optional(),
});
export type ProveBody = z.output<typeof proveRequest>;
