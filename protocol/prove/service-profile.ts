// The service profile: for whom and for what a person is proved here, what is read and asked, and how. Signed by the fleet.
import { z } from 'zod';
import { METHODS, name, SITE_CLASSES, text } from './words.ts';

const purpose = z.strictObject({
  id: name,
  /** A necessary one must be agreed to, or the visit ends; any other is asked for separately, and the visit goes on without it. */
  necessary: z.boolean(),
  /** PDPA B.E. 2562, section 26: biometric data need explicit consent; other bases are named by their code. */
  lawfulBasis: z.enum(['consent', 'contract', 'public-task', 'legal-duty', 'vital-interest']),
  text,
  /** What follows if it is not agreed to: DGS 1-2:2564, 2.3(3). */
  ifRefused: text,
});

const notice = z.strictObject({ version: name, text, purposes: z.array(purpose).min(1).max(16) });

const encryptionKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().min(1).max(128),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  y: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

const provider = z.strictObject({
  id: name,
  name: text,
  /** Of the authority that permits the provider to ask about cards: it goes with each question. */
  permissionId: name,
  /** A kill switch: false stops every visit for this provider. */
  enabled: z.boolean(),
  /** Evidence and questions are sealed to it; the terminal cannot open them again. */
  key: encryptionKey,
  /** The terminals that were declared for it. One that is not listed serves it not. */
  terminals: z
    .array(
      z.strictObject({
        site: z.string().min(1).max(64),
        terminal: z.string().min(1).max(64),
        siteClass: z.enum(SITE_CLASSES),
      }),
    )
    .max(1000),
});

/** `FACT` names that a level asks for; which level is reached is for the provider to say. */
const levelRule = z.strictObject({ level: name, facts: z.array(name).min(1).max(40) });

/** DGS 1-2:2564, 2.6(3): evidence must not have expired; D-042: the number's check digit. */
const NEEDED_FIELDS = ['citizenNumber', 'expiresOn'] as const;

const step = z.enum(['required', 'off']);

const shape = z.strictObject({
  format: z.literal(1),
  id: name,
  /** Rises; an older one is not taken again. */
  version: z.int().min(1),
  validUntilMs: z.int().min(0),
  service: z.strictObject({
    id: name,
    name: text,
    /** DGS 1-2:2564, 2.9: 1 information, 2 interaction, 3 transaction, 4 linked agencies. */
    group: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
    minimumLevel: name,
    purpose: name,
  }),
  provider,
  method: z.enum(METHODS),
  notice,
  /** Of the chip's text fields. What is not named is not read. */
  fields: z
    .array(z.string().min(1).max(40))
    .max(20)
    .refine(
      (fields) => NEEDED_FIELDS.every((field) => fields.includes(field)),
      'must name citizenNumber and expiresOn: without them nobody is proved',
    ),
  steps: z.strictObject({
    cardStatus: step,
    /** Two parts, each of which must pass; unattended kiosks have both. */
    passiveLiveness: step,
    challenge: step,
    /** The purpose of the notice that must be agreed to before a portrait goes to the national service, or 'off'. */
    faceService: name,
    mobile: step,
    /** How the result finds the person's waiting app: it shows its code to the scanner, or the kiosk shows one to it. */
    levelUp: z.enum(['scan', 'show', 'off']).default('off'),
  }),
  /** Empty: all of them. A turn at least: the others show no depth, and count only with a turn after them. */
  challenges: z.array(z.enum(['turn-left', 'turn-right', 'blink', 'come-closer'])).max(4),
  limits: z.strictObject({
    /** False-match rate of the comparison. Never above 1e-3. */
    fmr: z.number().gt(0).max(1e-3),
    /** Between this and `fmr` an officer of the provider looks. */
    reviewFmr: z.number().gt(0).max(0.5),
    sessionMs: z.int().min(30_000).max(180_000),
    idleMs: z.int().min(5000).max(60_000),
    statusMs: z.int().min(500).max(10_000),
    /** Failures of a citizen number in a row: 10 only where the detector is good for it. */
    failures: z.int().min(1).max(10),
    /** Of the national face service: what it must say at least. Only with `steps.faceService`. */
    faceServicePercent: z.number().min(0).max(100).optional(),
  }),
  levels: z.array(levelRule).max(20),
  retentionPolicyId: name,
  /** Of the privacy assessment that covers this service; without one no signals of behaviour are collected. */
  privacyAssessmentId: name.nullable(),
  /** Whether the provider is given the face image that was compared: DGS 1-2:2564, 2.6(5), optional at level 2. */
  sample: z.enum(['none', 'non_repudiation', 're_proofing']),
});

export const serviceProfileSchema = shape.check(({ value, issues }) => {
  const { steps, limits, notice: shown } = value;
  if (steps.faceService === 'off') return;
  const complain = (path: readonly string[], message: string): void => {
    issues.push({ code: 'custom', path: [...path], message, input: value });
  };
  if (!shown.purposes.some(({ id }) => id === steps.faceService))
    complain(['steps', 'faceService'], 'must name a purpose of the notice, or be off');
  if (limits.faceServicePercent === undefined)
    complain(['limits', 'faceServicePercent'], 'is needed by steps.faceService');
});

export type ServiceProfile = Readonly<z.infer<typeof serviceProfileSchema>>;
export type ServicePurpose = ServiceProfile['notice']['purposes'][number];

export type ProfileRefusal =
  | 'expired'
  | 'provider-off'
  | 'terminal-not-listed'
  | 'attended-only'
  | 'level-out-of-reach'
  | 'liveness-missing';

export interface ProfilePlace {
  readonly site: string;
  readonly terminal: string;
  readonly nowMs: number;
}

/** What DGS 1-2:2564 lets nobody configure away: D-030, D-035, D-076, D-080, D-085. */
export function refusalOf(
  profile: ServiceProfile,
  { site, terminal, nowMs }: ProfilePlace,
): ProfileRefusal | undefined {
  const { provider, service, method, steps } = profile;
  if (profile.validUntilMs < nowMs) return 'expired';
  if (!provider.enabled) return 'provider-off';
  if (!siteClassOf(profile, { site, terminal })) return 'terminal-not-listed';
  if (method !== 'non_face_to_face') return 'attended-only';
  if (service.group === 4 || /IAL3$/.test(service.minimumLevel)) return 'level-out-of-reach';
  if (steps.passiveLiveness === 'off' || steps.challenge === 'off') return 'liveness-missing';
  // What is held before the camera comes closer, and closes living eyes behind holes, as well as anybody.
  if (profile.challenges.length > 0 && !profile.challenges.some((name) => name.startsWith('turn-')))
    return 'liveness-missing';
  return undefined;
}

export const siteClassOf = (
  { provider }: ServiceProfile,
  place: Pick<ProfilePlace, 'site' | 'terminal'>,
): ServiceProfile['provider']['terminals'][number]['siteClass'] | undefined =>
  provider.terminals.find(({ site, terminal }) => site === place.site && terminal === place.terminal)?.siteClass;
