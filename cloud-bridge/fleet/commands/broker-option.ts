// --broker and what goes with it: certificates, and a login whose password never stands in an address or a process list.
import { open, readFile } from 'node:fs/promises';
import { KioskError } from '../../../protocol/index.ts';
import { isEncrypted, withoutUserinfo } from '../../broker-url.ts';
import type { ConnectionOptions, TlsFiles } from '../../connection.ts';

export interface BrokerOptions {
  readonly broker: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly username?: string;
  readonly passwordFile?: string;
}

/** @throws KioskError USAGE */
export async function brokerAccess(options: BrokerOptions): Promise<Pick<ConnectionOptions, 'url' | 'tls' | 'login'>> {
  const url = brokerUrl(options.broker);
  const tls = await tlsOf(options, url);
  const login = await loginOf(options);
  return { url, ...(tls && { tls }), ...(login && { login }) };
}

const wrong = (why: string, cause?: unknown): KioskError => new KioskError('USAGE', { why }, cause);

function brokerUrl(text: string): string {
  const shown = withoutUserinfo(text);
  if (shown !== text)
    throw wrong(
      `--broker ${shown}: give who logs in apart from the address, by --username NAME and --password-file FILE`,
    );
  const isBroker = /^(mqtts?|wss?):$/.test(URL.canParse(text) ? new URL(text).protocol : '');
  if (!isBroker) throw wrong(`--broker ${text}: give an address as mqtt://127.0.0.1:1883`);
  return text;
}

async function tlsOf({ ca, cert, key }: BrokerOptions, url: string): Promise<TlsFiles | undefined> {
  const files = Object.entries({ ca, cert, key }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const [first] = files;
  if (!first) return undefined;
  if (!isEncrypted(url))
    throw wrong(`--${first[0]} is of no use to ${url}, which is not encrypted: give mqtts://HOST:PORT`);
  if ((cert === undefined) !== (key === undefined)) throw wrong('--cert and --key are of use together only');
  return Object.fromEntries(await Promise.all(files.map(readPem)));
}

async function readPem([name, path]: [string, string]): Promise<[string, string]> {
  try {
    return [name, await readFile(path, 'utf8')];
  } catch (cause) {
    throw wrong(`--${name} ${path} cannot be read`, cause);
  }
}

async function loginOf({ username, passwordFile }: BrokerOptions): Promise<ConnectionOptions['login'] | undefined> {
  if (username === undefined && passwordFile === undefined) return undefined;
  if (username === undefined || passwordFile === undefined)
    throw wrong('--username and --password-file are of use together only');
  const password = (await readSecret(passwordFile)).replace(/\r?\n$/, '');
  if (!/^[^\r\n]+$/.test(password)) throw wrong(`--password-file ${passwordFile}: give a file of one line`);
  return { username, password };
}

async function readSecret(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { mode } = await file.stat();
    if ((mode & 0o077) !== 0) throw wrong(`--password-file ${path}: others may read it, chmod 600 ${path}`);
    return await file.readFile('utf8');
  } catch (cause) {
    throw cause instanceof KioskError ? cause : wrong(`--password-file ${path} cannot be read`, cause);
  }
}
