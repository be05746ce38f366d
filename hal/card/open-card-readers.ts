// Opens the card readers that the configuration names.
import { abortable, KioskError } from '../../protocol/index.ts';
import type { CardReaders } from '../ports/card-reader.ts';
import type { VirtualReader } from '../virtual/card/virtual-reader.ts';
import { noCardReaders } from './no-card-readers.ts';
import { type ReaderSupervision, superviseReaders } from './supervise-readers.ts';

export interface CardConfig {
  readonly driver: 'pcsc' | 'virtual' | 'none';
  /** The beginning of the name of the reader; without it all there are. */
  readonly reader?: string | undefined;
}

export type CardReaderParts = Omit<ReaderSupervision, 'reader' | 'random'> & {
  readonly signal: AbortSignal;
  readonly random?: () => number;
  /** Where the driver is `virtual`. */
  readonly virtual?: VirtualReader;
};

/**
 * The first attempt has been made when this resolves, whether or not there is a reader; they look after themselves then.
 * @throws KioskError HAL_UNAVAILABLE where virtual readers are meant and none are given; the signal's reason
 */
export async function openCardReaders(config: CardConfig, parts: CardReaderParts): Promise<CardReaders> {
  const { signal } = parts;
  signal.throwIfAborted();
  if (config.driver === 'none') return noCardReaders();
  const readers = config.driver === 'pcsc' ? openPcsc(config, parts) : openVirtual(config, parts);
  try {
    await attempted(readers, signal);
    return readers;
  } catch (reason) {
    await readers[Symbol.asyncDispose]();
    throw reason;
  }
}

function openPcsc({ reader }: CardConfig, { random = Math.random, ...parts }: CardReaderParts): CardReaders {
  const open = async () => (await import('./pcsclite-hub.ts')).openPcscliteHub(parts.clock);
  return superviseReaders(open, { ...parts, random, ...(reader === undefined ? {} : { reader }) });
}

function openVirtual({ reader }: CardConfig, { virtual, ...parts }: CardReaderParts): CardReaders {
  if (!virtual) throw new KioskError('HAL_UNAVAILABLE', { device: 'virtual card reader' });
  return virtual.openReaders({ ...parts, ...(reader === undefined ? {} : { reader }) });
}

/** `waiting` also stands for a service without readers: those that are there are told within a moment. */
async function attempted(readers: CardReaders, signal: AbortSignal): Promise<void> {
  let stop = (): void => undefined;
  const settled = new Promise<void>((resolve) => {
    stop = readers.states.listen((state) => state !== 'opening' && resolve());
    if (readers.state !== 'opening') resolve();
  });
  try {
    await abortable(settled, signal);
  } finally {
    stop();
  }
}
