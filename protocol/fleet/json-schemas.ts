// The JSON Schemas that are published in schemas/, one a message: for whoever speaks to the fleet in another language.
import { z } from 'zod';
import {
  approvalSchema,
  commandWordSchema,
  erasureReceiptSchema,
  JOB_ANSWERS,
  jobReportSchema,
  orderSchema,
  wipeReceiptSchema,
} from '../orders/index.ts';
import {
  capturedPersonSchema,
  foundPersonSchema,
  peoplePartSchema,
  peopleReportSchema,
  wantedPersonSchema,
} from '../people/index.ts';
import {
  evidenceSchema,
  GATEWAY_SERVICES,
  type GatewayService,
  gatewayServices,
  serviceProfileSchema,
} from '../prove/index.ts';
import { appTicketSchema } from './app-ticket.ts';
import { batchHeaderSchema } from './batch-signature.ts';
import { carriedLabelSchema } from './carried-envelope.ts';
import { certificateRequestSchema } from './certificate-messages.ts';
import { claimsSchemaOf } from './downward.ts';
import { healthSchema } from './health-message.ts';
import { journalBatchSchema } from './journal-messages.ts';
import { statusSchema } from './status-message.ts';
import { fleetJwksSchema } from './trusted-keys.ts';

interface Published {
  readonly schema: z.ZodType;
  readonly title: string;
}

const gatewayMessages = (service: GatewayService): Readonly<Record<string, Published>> => ({
  [`gateway-${service}-request`]: {
    schema: GATEWAY_SERVICES[service].request,
    title: `gateway/${service}/request: what the JWS within the JWE holds, QoS 1`,
  },
  [`gateway-${service}-response`]: {
    schema: claimsSchemaOf(`gateway/${service}/response`),
    title: `gateway/${service}/response: claims of the JWS, QoS 1`,
  },
});

const published: Readonly<Record<string, Published>> = {
  status: { schema: statusSchema, title: 'status: birth and will, JSON, QoS 1, retained' },
  health: { schema: healthSchema, title: 'health: every 60 s, JSON, QoS 0' },
  'journal-batch': {
    schema: journalBatchSchema,
    title: 'journal: what the JWS within the JWE holds after inflating (raw deflate), QoS 1',
  },
  'journal-signature': {
    schema: batchHeaderSchema,
    title: 'journal: protected header of the JWS within the JWE, by which a terminal signs a batch',
  },
  'journal-ack': { schema: claimsSchemaOf('journal/ack'), title: 'journal/ack: claims of the JWS, QoS 1' },
  'journal-resend': { schema: claimsSchemaOf('journal/resend'), title: 'journal/resend: claims of the JWS, QoS 1' },
  'journal-carried': {
    schema: carriedLabelSchema,
    title:
      'the last line of a file of carried entries: what the JWS within the JWE holds after inflating (raw deflate)',
  },
  'people-desired': { schema: claimsSchemaOf('people/desired'), title: 'people/desired: claims of the JWS, QoS 1' },
  'people-delta': { schema: claimsSchemaOf('people/delta'), title: 'people/delta: claims of the JWS, QoS 1' },
  'people-part': {
    schema: peoplePartSchema,
    title: 'people/desired, people/delta: what the JWE within the JWS holds after inflating (raw deflate)',
  },
  'people-reported': { schema: peopleReportSchema, title: 'people/reported: payload of the JWS, QoS 1' },
  'people-captured': {
    schema: capturedPersonSchema,
    title: 'people/captured: what the JWS within the JWE holds after inflating (raw deflate), QoS 1',
  },
  'people-wanted': {
    schema: wantedPersonSchema,
    title: 'people/wanted: what the JWS within the JWE holds after inflating (raw deflate), QoS 1',
  },
  'people-found': {
    schema: foundPersonSchema,
    title: 'people/delta: what the JWE of `found` within the JWS holds after inflating (raw deflate)',
  },
  evidence: { schema: evidenceSchema, title: 'evidence: what the JWS within the JWE holds, QoS 1' },
  'evidence-ack': { schema: claimsSchemaOf('evidence/ack'), title: 'evidence/ack: claims of the JWS, QoS 1' },
  'service-profile': { schema: serviceProfileSchema, title: 'service profile: payload of the JWS by an administrator' },
  ...Object.assign({}, ...gatewayServices.map(gatewayMessages)),
  command: { schema: claimsSchemaOf('command'), title: 'command: claims of the JWS, QoS 1' },
  'command-word': {
    schema: commandWordSchema,
    title: 'command: what the JWE within the JWS holds after inflating (raw deflate)',
  },
  'command-result': {
    schema: jobReportSchema,
    title: 'command/result: what the JWS within the JWE holds after inflating (raw deflate), QoS 1',
  },
  'job-answers': { schema: z.strictObject(JOB_ANSWERS), title: 'what a job that is done answers, by its kind' },
  'wipe-receipt': { schema: wipeReceiptSchema, title: 'what a terminal signs before its key goes: payload of the JWS' },
  'erasure-receipt': {
    schema: erasureReceiptSchema,
    title: 'what a terminal signs once it has erased what its journal told of somebody: payload of the JWS',
  },
  'certificate-request': {
    schema: certificateRequestSchema,
    title: 'certificate/request: payload of the JWS by which a terminal signs it, QoS 1',
  },
  'certificate-response': {
    schema: claimsSchemaOf('certificate/response'),
    title: 'certificate/response: claims of the JWS, QoS 1',
  },
  order: { schema: orderSchema, title: 'an order: payload of the JWS by which an officer gives it' },
  approval: { schema: approvalSchema, title: 'the approval of an order: payload of the JWS of a second officer' },
  'app-ticket': { schema: appTicketSchema, title: 'the QR code that a kiosk shows to an app: payload of its JWS' },
  'fleet-jwks': { schema: fleetJwksSchema, title: 'The public keys a terminal trusts' },
};

/** File name to schema. "input": a reader must expect members that a newer version adds. */
export const fleetJsonSchemas = (): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.entries(published).map(([name, { schema, title }]) => [
      `${name}.json`,
      { title, ...z.toJSONSchema(schema, { io: 'input' }) },
    ]),
  );
