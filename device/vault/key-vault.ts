// Where keys come from: the port that a TPM, systemd credentials or, for development, a file stands behind.
import type { CryptoKey } from 'jose';
import type { KeeperKind } from './root-keeper.ts';

export interface PublicSigningJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
}

export interface SigningKey {
  /** Thumbprint of the public key, RFC 7638. */
  readonly kid: string;
  readonly publicJwk: PublicSigningJwk;
  readonly privateJwk: PublicSigningJwk & { readonly d: string };
}

/** Signs without giving the private key away: what a TPM can do too. */
export interface VaultSigner {
  /** Thumbprint of the public key, RFC 7638. */
  readonly kid: string;
  readonly publicJwk: PublicSigningJwk;
  /** Ed25519 over `content`: 64 bytes. Off the event loop. */
  sign(content: Uint8Array): Promise<Uint8Array>;
}

export interface PublicSealingJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** Opens what others have sealed to the public key (JWE, ECDH-ES). */
export interface VaultOpener {
  /** Thumbprint of the public key, RFC 7638. */
  readonly kid: string;
  readonly publicJwk: PublicSealingJwk;
  readonly key: CryptoKey;
}

/**
 * One root, one key per purpose: what is sealed for one store cannot be opened by the key of another, and destroying the
 * root destroys all that was ever sealed.
 */
export interface KeyVault {
  /** Who keeps the root; `file` is for development: whoever can copy the file can copy the keys. `doctor` says so. */
  readonly kind: KeeperKind;
  /** 32 bytes, the same at every call. @throws KioskError KEY_UNAVAILABLE */
  key(name: string): Promise<Uint8Array>;
  /** 32 bytes of each generation, from 0, the same at every call: what is sealed is sealed anew with the next one. @throws KioskError KEY_UNAVAILABLE */
  sealing(name: string): Promise<(generation: number) => Uint8Array>;
  /** An Ed25519 pair, the same at every call. @throws KioskError KEY_UNAVAILABLE */
  signingKey(name: string): Promise<SigningKey>;
  /** Signs with that same pair. @throws KioskError KEY_UNAVAILABLE */
  signer(name: string): Promise<VaultSigner>;
  /** A P-256 pair, the same at every call. @throws KioskError KEY_UNAVAILABLE */
  opener(name: string): Promise<VaultOpener>;
}
