// A terminal without a device: the product's own link over a journal in memory, with a key of its own.
import { generateKeyPair, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { type BatchSigner, type Clock, terminalJwkSchema } from '../../../protocol/index.ts';
import { FleetLink } from '../../fleet-link.ts';
import { NOTHING_MEASURED } from '../../health-report.ts';
import type { Log } from '../../log.ts';
import type { TerminalPeople } from '../../people/index.ts';
import type { FleetBroker } from '../letter-box.ts';
import { LightOutbox } from './light-outbox.ts';

export interface LightTerminalOptions extends FleetBroker {
  readonly site: string;
  readonly terminal: string;
  /** JWKS, as `ridgectl trust` prints it. */
  readonly trust: unknown;
  /** Where it takes people too. */
  readonly people?: TerminalPeople;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly onRefused: (topic: string, why: string) => void;
}

export interface LightTerminal extends AsyncDisposable {
  readonly outbox: LightOutbox;
  readonly link: FleetLink;
}

/** Not connected yet. @throws KioskError CONFIG_INVALID, KEY_UNAVAILABLE */
export async function lightTerminal(options: LightTerminalOptions): Promise<LightTerminal> {
  const outbox = new LightOutbox();
  const signer = await newSigner();
  const link = new FleetLink({
    ...options,
    outbox,
    signer: async () => signer,
    describe: () => ({ bootId: 'simulated', clockState: 'synced', versions: {}, capabilities: { simulated: true } }),
    health: () => NOTHING_MEASURED,
    clockIsTrusted: () => true,
  });
  return { outbox, link, [Symbol.asyncDispose]: () => link[Symbol.asyncDispose]() };
}

const newKeyPair = promisify(generateKeyPair);
const signOver = promisify(sign);

async function newSigner(): Promise<BatchSigner> {
  const { publicKey, privateKey } = await newKeyPair('ed25519');
  const publicJwk = terminalJwkSchema.parse(publicKey.export({ format: 'jwk' }));
  return { publicJwk, sign: (content) => signOver(null, content, privateKey) };
}
