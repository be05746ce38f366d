// A way through a proxy that lets nothing else pass: an HTTP CONNECT (RFC 9110, 9.3.6) to the broker, which TLS then goes through.
import { type ClientRequest, request } from 'node:http';
import type { Socket } from 'node:net';
import { abortable, Deadline, KioskError } from '../protocol/index.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface WebProxy {
  /** http://HOST:PORT */
  readonly url: string;
  /** By which it lets us through. It travels as it stands (RFC 7617): whoever listens before the proxy can read it. */
  readonly login?: Login;
}

export interface TunnelOptions {
  /** HOST:PORT */
  readonly to: string;
  readonly limitMs: number;
}

/** Bytes go to the broker and come from it as they are. @throws KioskError FLEET_UNREACHABLE; when aborted, the signal's reason */
export async function openTunnel(
  proxy: WebProxy,
  { to, limitMs }: TunnelOptions,
  signal: AbortSignal,
): Promise<Socket> {
  const blocked = (why: string, cause?: unknown): KioskError =>
    new KioskError('FLEET_UNREACHABLE', { where: to, proxy: proxy.url, why }, cause);
  using deadline = new Deadline(signal, limitMs, () => blocked('the proxy does not answer'));
  const { hostname, port } = new URL(proxy.url);
  const asked = request({
    ...{ host: hostname.replace(/^\[|\]$/g, ''), port: port || 80, method: 'CONNECT', path: to, agent: false },
    headers: { host: to, ...(proxy.login && { 'proxy-authorization': basic(proxy.login) }) },
  });
  try {
    return await abortable(answerTo(asked, proxy, to), deadline.signal);
  } catch (reason) {
    asked.destroy();
    if (reason instanceof Refusal) throw blocked(reason.message, reason.cause);
    throw reason;
  }
}

class Refusal extends Error {}

const basic = ({ username, password }: Login): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const answerTo = (asked: ClientRequest, { login }: WebProxy, to: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    asked.on('error', (cause) => reject(new Refusal(wordsOf(cause), { cause })));
    // Asked to CONNECT, Node takes any status for an answer, and leaves the socket to us.
    asked.once('connect', ({ statusCode = 0 }, socket: Socket, early) => {
      const why = refusalOf(statusCode, { login, to, early });
      socket.on('error', () => undefined);
      if (why === undefined) return resolve(socket);
      socket.destroy();
      reject(new Refusal(why));
    });
    asked.end();
  });

interface Answered {
  readonly login: Login | undefined;
  readonly to: string;
  /** What came behind the answer. */
  readonly early: Buffer;
}

/** Undefined for a yes. What a proxy says besides is not repeated: it is anybody's text. */
function refusalOf(status: number, { login, to, early }: Answered): string | undefined {
  // Some say 401 (tinyproxy, to a wrong password), which is the word of a web server.
  if (status === 407 || status === 401)
    return login
      ? `the proxy does not take this login (${status})`
      : `the proxy asks for a login, and none is given (${status})`;
  if (status === 403) return `the proxy does not allow a way to ${to} (403)`;
  if (status < 200 || status > 299) return `the proxy opened no way to ${to}: it answered ${status}`;
  // In TLS the client speaks first.
  return early.length > 0 ? 'the proxy says more than it should' : undefined;
}

function wordsOf(cause: Error & { readonly code?: string }): string {
  const { code = '' } = cause;
  if (code.startsWith('HPE_')) return 'the proxy answers something that is not HTTP';
  if (code === 'ECONNRESET') return 'the proxy closed the connection without an answer';
  return cause.message || code;
}
