// The page on loopback by which one security key is registered: for whoever has its address, and once.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { OPERATOR_RP_ID } from '../../../../protocol/index.ts';
import { listenOnBothLoopbacks } from './both-loopbacks.ts';
import { credentialSchema } from './new-credential.ts';
import { PAGE_FILES, PAGE_RULES } from './page.ts';
import { type Refusal, Registration, type RegistrationParts } from './registration.ts';
import { REGISTRATION_WORDS } from './registration-words.ts';

export interface KeyPage extends AsyncDisposable {
  /** With the pass in its fragment, which no browser sends anywhere. */
  readonly url: string;
  /** Resolves once a key is kept and the page was told; rejects where keeping it has failed. */
  readonly kept: Promise<void>;
  /** From now on no key is kept. @returns whether one was */
  close(): Promise<boolean>;
}

const BODY_LIMIT_BYTES = 64 * 1024;

const passed = { pass: z.string().max(64) };
const optionsSchema = z.strictObject(passed);
const keySchema = z.strictObject({ ...passed, credential: credentialSchema });

export async function openKeyPage(parts: RegistrationParts): Promise<KeyPage> {
  const registration = new Registration(parts);
  const { default: fastify } = await import('fastify');
  const server = fastify({ bodyLimit: BODY_LIMIT_BYTES });
  routesOf(server, registration);
  await server.ready();
  const { port, ...listening } = await listenOnBothLoopbacks((request, answer) => server.routing(request, answer));
  registration.origin = `http://${OPERATOR_RP_ID}:${port}`;
  const close = async (): Promise<boolean> => {
    const isKept = await registration.end();
    await listening[Symbol.asyncDispose]();
    await server.close();
    return isKept;
  };
  return {
    ...{ url: `${registration.origin}/#${registration.pass.next}`, kept: registration.kept, close },
    [Symbol.asyncDispose]: async () => void (await close()),
  };
}

function routesOf(server: FastifyInstance, registration: Registration): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(PAGE_RULES);
    if (!isOwn(request, registration.origin)) await refuse(reply, { status: 403, word: 'foreign' });
  });
  server.setErrorHandler((error, _request, reply) => {
    const isTheirs = error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500;
    return refuse(
      reply,
      isTheirs ? { status: Number(error.statusCode), word: 'malformed' } : { status: 500, word: 'refused' },
    );
  });
  server.setNotFoundHandler((_request, reply) => refuse(reply, { status: 404, word: 'malformed' }));
  for (const [path, { type, body }] of Object.entries(PAGE_FILES))
    server.get(path, (_request, reply) => reply.type(type).send(body));
  server.post('/options', async ({ body }, reply) => {
    const given = optionsSchema.safeParse(body);
    if (!given.success) return await refuse(reply, { status: 400, word: 'malformed' });
    if (!registration.pass.take(given.data.pass)) return await refuse(reply, { status: 403, word: 'used' });
    const options = await registration.ask();
    return { options, pass: registration.pass.next };
  });
  server.post('/key', async ({ body }, reply) => {
    const given = keySchema.safeParse(body);
    if (!given.success) return await refuse(reply, { status: 400, word: 'malformed' });
    if (!registration.pass.take(given.data.pass)) return await refuse(reply, { status: 403, word: 'used' });
    const refusal = await registration.take(given.data.credential);
    if (refusal) return await refuse(reply, refusal, registration.pass.next);
    reply.raw.once('close', registration.tell);
    return {};
  });
}

/** Of our own page alone: another site, or a name that leads here, must not press our keys. What a page posts has an origin. */
const isOwn = ({ method, headers: { host, origin } }: FastifyRequest, own: string): boolean =>
  `http://${host}` === own && (origin === own || (origin === undefined && method === 'GET'));

const refuse = (reply: FastifyReply, { status, word, detail }: Refusal, pass?: string): FastifyReply =>
  reply.code(status).send({
    error: { word, ...REGISTRATION_WORDS[word], ...(detail !== undefined && { detail }) },
    ...(pass !== undefined && { pass }),
  });
