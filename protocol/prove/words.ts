// The small vocabulary that the messages about proving share.
import { z } from 'zod';

/** A name of ours: of a service, a provider, a permission, a purpose. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}$/, 'must be 1 to 80 letters, digits and . _ : / -');
export const text = z.strictObject({ th: z.string().min(1).max(4000), en: z.string().min(1).max(4000) });
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const utcMs = z.int().min(0);

/** What the person is shown in either language. */
export type Text = Readonly<z.infer<typeof text>>;

/** How the applicant presents himself: DGS 1-2:2564, 2.4. */
export const METHODS = ['face_to_face', 'non_face_to_face', 'virtual_face_to_face'] as const;
/** What kind of place the kiosk stands in: DGS 1-2:2564, 2.7(1.2.6). */
export const SITE_CLASSES = ['restricted', 'secured', 'public'] as const;
