// The finger texture network that the configuration names. Without it, or where it cannot be used, the terminal goes on.

import { type InstalledNetwork, openNetworkPad } from '../../models/index.ts';
import { isFault } from '../../protocol/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import { namesOfNone } from '../models/switched-off.ts';
import type { Foundation } from './foundation.ts';

type Base = Pick<Foundation, 'config' | 'policy' | 'log' | 'noteFault' | 'record'>;

/**
 * Undefined where none is named, or where it cannot be used: then the fault is logged and journaled, and nothing claims a living
 * finger, as on a terminal without one.
 * @throws the signal's reason when aborted
 */
export async function openFingerNetwork(
  { config, policy, log, noteFault, record }: Base,
  closing: ClosingOrder,
  signal: AbortSignal,
): Promise<InstalledNetwork | undefined> {
  const { manifest } = config.models;
  if (manifest === undefined) return undefined;
  try {
    const network = await openNetworkPad(manifest, signal, policy.models.off);
    if (!network) {
      log.warn({ manifest }, 'the manifest names no network that looks at fingers');
      return undefined;
    }
    log.info({ manifest, network: network.pad.version }, 'finger texture network loaded');
    return closing.use(network);
  } catch (fault) {
    signal.throwIfAborted();
    noteFault(fault);
    log.warn({ manifest }, 'goes on without a finger texture network: run "ridged doctor"');
    if (isFault(fault)) record({ event: 'fault', device: 'finger-network', code: fault.code, detail: manifest });
    return undefined;
  }
}

/** Whoever has switched off what is called otherwise believes that it is off. */
export async function tellStrangers({ config, policy, log }: Pick<Base, 'config' | 'policy' | 'log'>): Promise<void> {
  const names = await namesOfNone(policy.models.off, config.models.manifest);
  if (names.length > 0) log.warn({ names }, 'models.off of the policy names no network that is known here');
}
