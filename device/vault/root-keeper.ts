// Who keeps the root of all keys: a TPM, systemd's credentials or, for development, a file. Each leaves one file in the data folder, which tells that it does.
import { KioskError } from '../../protocol/index.ts';

export const ROOT_BYTES = 32;

/** The safest first. */
export const KEEPER_KINDS = ['tpm2', 'systemd', 'file'] as const;
export type KeeperKind = (typeof KEEPER_KINDS)[number];

export interface RootKeeper {
  readonly kind: KeeperKind;
  /** In the data folder: the root, or what leads to it. */
  readonly path: string;
  /** 32 bytes, or undefined where none was kept to the end. @throws KioskError KEY_UNAVAILABLE where it cannot be had, or be trusted */
  read(): Promise<Uint8Array | undefined>;
  /** Whole or not at all; the root of whoever came first stays. @throws KioskError KEY_UNAVAILABLE, STORE_READ_ONLY, STORE_FULL */
  keep(root: Uint8Array): Promise<void>;
  /** What lies elsewhere than in its file, gone for good; the file is left to be shredded. @throws KioskError KEY_UNAVAILABLE */
  forget(): Promise<void>;
}

export const unavailable = (detail: string, cause?: unknown): KioskError =>
  new KioskError('KEY_UNAVAILABLE', { detail }, cause);

/** @throws KioskError KEY_UNAVAILABLE */
export function rootOf(bytes: Uint8Array, where: string): Uint8Array {
  if (bytes.length !== ROOT_BYTES) throw unavailable(`${where} has ${bytes.length} bytes, not ${ROOT_BYTES}`);
  return bytes;
}
