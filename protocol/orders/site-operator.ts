// Whoever works at a terminal itself: by which keys they are let in, and what they may do there.
import { z } from 'zod';
import { randomId } from '../people/person-fields.ts';

/** As for officers of the fleet: an auditor looks at the journal, an operator enrols and tests, an administrator has the service menu too. */
export const SITE_ROLES = ['viewer', 'auditor', 'operator', 'administrator'] as const;
export type SiteRole = (typeof SITE_ROLES)[number];

/** The credential is asked for under this name wherever it is registered and used: browsers take it for a place that is safe (W3C Secure Contexts, 3.1). */
export const OPERATOR_RP_ID = 'localhost';

const base64url = (mostBytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(Math.ceil((mostBytes * 4) / 3));

const label = z.string().trim().min(1).max(64);

/** WebAuthn, level 2: a security key, or what a computer has built in. */
const securityKey = z.strictObject({
  kind: z.literal('security-key'),
  label,
  /** Credential id, at most 1023 bytes (5.8.3); those of ours are short. */
  id: base64url(256),
  /** COSE_Key (RFC 9052): ES256 or EdDSA. */
  publicKey: base64url(160),
});

/** PIV (NIST SP 800-73-4): the key of slot 9A, which the card uses after its PIN only. */
const operatorCard = z.strictObject({
  kind: z.literal('card'),
  label,
  /** SubjectPublicKeyInfo of P-256, DER. */
  publicKey: base64url(128),
});

export const operatorKeySchema = z.discriminatedUnion('kind', [securityKey, operatorCard]);
export type OperatorKey = Readonly<z.infer<typeof operatorKeySchema>>;
export type SecurityKey = Readonly<z.infer<typeof securityKey>>;
export type OperatorCard = Readonly<z.infer<typeof operatorCard>>;

export const siteOperatorSchema = z.strictObject({
  id: randomId,
  name: label,
  role: z.enum(SITE_ROLES),
  /** Exclusive; null: until the fleet says otherwise. */
  validUntilMs: z.int().min(0).nullable(),
  keys: z.array(operatorKeySchema).min(1).max(4).readonly(),
});
export type SiteOperator = Readonly<z.infer<typeof siteOperatorSchema>>;

/** Of one terminal: with two usual keys each their order is within MOST_ORDER_BYTES; with four long ones whoever orders is told that it is not. */
export const MOST_SITE_OPERATORS = 32;
