// The browser asks for the security key: WebAuthn level 3, navigator.credentials.get.
import type { OperatorWords } from './words/words.ts';

/** As the fleet has registered it (`OPERATOR_RP_ID`). */
const RP_ID = 'localhost';

interface FromJson {
  parseRequestOptionsFromJSON(options: object): PublicKeyCredentialRequestOptions;
}

/** @throws Error in the words of the page where none is shown */
export async function showSecurityKey(options: object, { entry }: OperatorWords): Promise<object> {
  // A bare address is safe, and no name that a key could be asked for by.
  if (!('PublicKeyCredential' in globalThis) || location.hostname !== RP_ID) throw new Error(entry.unsupported);
  const { parseRequestOptionsFromJSON } = PublicKeyCredential as unknown as FromJson; // younger than the types
  try {
    const publicKey = parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey });
    if (!credential) throw new Error(entry.cancelled);
    return (credential as unknown as { toJSON(): object }).toJSON(); // likewise
  } catch (error) {
    const isOurs = error instanceof Error && error.message === entry.cancelled;
    throw isOurs ? error : new Error(entry.cancelled, { cause: error });
  }
}
