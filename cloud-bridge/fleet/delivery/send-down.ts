// One message about people on its way down: signed by the operator, for one terminal.
import { randomUUID } from 'node:crypto';
import {
  type Clock,
  type PeopleDelta,
  signCommand,
  type TerminalAddress,
  topicOf,
  topicRoot,
} from '../../../protocol/index.ts';
import type { Connection } from '../../connection.ts';
import type { FleetKeys } from '../fleet-keys.ts';

export interface SendingParts {
  /** Of an operator whom the terminals trust. */
  readonly keys: Pick<FleetKeys, 'signer'>;
  readonly clock: Clock;
}

export interface DownMessage {
  readonly channel: 'people/desired' | 'people/delta';
  readonly body: PeopleDelta;
}

/** @throws KioskError FLEET_UNREACHABLE */
export async function sendDown(
  { keys, clock }: SendingParts,
  address: TerminalAddress,
  { channel, body, connection }: DownMessage & { readonly connection: Connection },
): Promise<void> {
  const command = { audience: topicRoot(address), channel, body, id: randomUUID() };
  const payload = await signCommand(command, keys.signer, clock);
  await connection.publish({ topic: topicOf(address, channel), payload, qos: 1 });
}
