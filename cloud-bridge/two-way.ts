// Two connections as one: what comes over the first, what goes out over the second.
//
// The broker's word for what was sent comes in the same stream as everything else. A reader that is slower than what comes
// would hear that word only behind all of it, and hardly say anything itself.
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts';

/** @throws KioskError FLEET_UNREACHABLE, CONFIG_INVALID; the signal's reason */
export async function openTwoWay(options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
  const ear = await openConnection(options, signal);
  try {
    const clientId = `${options.clientId}-out`;
    return joined(ear, await openConnection({ ...options, clientId, receive: async () => undefined }, signal));
  } catch (reason) {
    ear.cut();
    throw reason;
  }
}

const joined = (ear: Connection, mouth: Connection): Connection => ({
  lost: AbortSignal.any([ear.lost, mouth.lost]),
  publish: (publication) => mouth.publish(publication),
  subscribe: (topics, options) => ear.subscribe(topics, options),
  close: async () => void (await Promise.all([mouth.close(), ear.close()])),
  cut: () => {
    mouth.cut();
    ear.cut();
  },
});
