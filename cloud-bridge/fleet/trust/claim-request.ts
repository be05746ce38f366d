// A terminal's side of joining a fleet: asks to be certified, and believes the answer of whoever knows its code. No I/O.
import { X509Certificate } from 'node:crypto';
import {
  type BatchSigner,
  CLAIM_KIND,
  type ClaimAnswer,
  claimAnswerSchema,
  claimProof,
  isProvenBy,
  KioskError,
  readJson,
  signContent,
  type TerminalAddress,
  terminalName,
} from '../../../protocol/index.ts';
import { newRequest, publicKeyOf } from './authority.ts';
import { brokerNameOf } from './topic-rules.ts';

export interface Claimant {
  readonly address: TerminalAddress;
  /** As `readClaimCode` gives it. */
  readonly code: string;
  /** PKCS#8 in PEM: of its TLS. */
  readonly key: string;
}

/** A compact JWS by the key that signs the terminal's journal. Holds nothing secret. */
export async function claimRequest({ address, code, key }: Claimant, signer: BatchSigner): Promise<string> {
  const content = {
    ...{ v: 1, terminal: terminalName(address) },
    request: await newRequest(brokerNameOf(address), key),
  };
  const message = { ...content, proof: claimProof('request', code, content) };
  return await signContent(new TextEncoder().encode(JSON.stringify(message)), signer, CLAIM_KIND);
}

export interface Answered extends Omit<Claimant, 'key'> {
  /** Those that it may have asked by: one of them was made, or took another's place, since. */
  readonly keys: readonly string[];
}

export interface OpenedAnswer {
  readonly answer: ClaimAnswer;
  /** The one that is certified. */
  readonly key: string;
}

/** @throws KioskError FLEET_UNTRUSTED where it is not for this terminal, a key of its own and its code; PROTOCOL_MALFORMED */
export function openClaimAnswer(text: string, { address, code, keys }: Answered): OpenedAnswer {
  const read = claimAnswerSchema.safeParse(jsonOf(text));
  if (!read.success) throw new KioskError('PROTOCOL_MALFORMED', { what: 'answer to a claim' });
  const answer = read.data;
  if (!isProvenBy('answer', code, answer)) throw distrust('it was not made for this code, or was altered');
  if (answer.terminal !== terminalName(address)) throw distrust(`it is for ${answer.terminal}`);
  const key = keys.find((one) => isKeyOf(answer.certificate, one));
  if (key === undefined) throw distrust('its certificate is of another key: the request was made anew');
  return { answer, key };
}

const distrust = (why: string): KioskError => new KioskError('FLEET_UNTRUSTED', { what: 'answer to a claim', why });

function jsonOf(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

/** @throws KioskError PROTOCOL_MALFORMED where it is no certificate */
function isKeyOf(certificate: string, key: string): boolean {
  try {
    const certified = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
    return certified.equals(publicKeyOf(key));
  } catch (cause) {
    throw new KioskError('PROTOCOL_MALFORMED', { what: 'answer to a claim', why: 'no certificate' }, cause);
  }
}
