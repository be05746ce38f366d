// A virtual reader, what is under test on it, and the cards that come: opened for one test, and let go with it.
import { Deadline, KioskError } from '../../protocol/index.ts';
import { connectCard } from '../card/card-retry.ts';
import type { ReaderSupervision } from '../card/supervise-readers.ts';
import { waitForCard } from '../card/wait-for-card.ts';
import type { CardChannel, CardReaders, PresentCard } from '../ports/card-reader.ts';
import { INVENTED_PEOPLE } from '../virtual/card/invented-people.ts';
import type { VirtualReader } from '../virtual/card/virtual-reader.ts';
import { VirtualThaiId, type VirtualThaiIdOptions } from '../virtual/card/virtual-thai-id.ts';

export interface CardConformance {
  /** Opens virtual readers on what is under test, unpaced. */
  readonly bench: () => Promise<VirtualReader>;
  /** A small JPEG of nobody. */
  readonly photo: Uint8Array;
  readonly parts: Pick<ReaderSupervision, 'clock'>;
}

/** Far beyond anything that is waited for here: reached only where something hangs. */
const HANG_MS = 30_000;
const SILENT_AFTER_MS = 300;

export interface Stage {
  readonly reader: VirtualReader;
  readonly readers: CardReaders;
  readonly signal: AbortSignal;
  readonly card: (options?: Partial<VirtualThaiIdOptions>) => VirtualThaiId;
  /** The card that lies there or comes next, under power; let go with the stage. */
  readonly connected: () => Promise<{ readonly present: PresentCard; readonly channel: CardChannel }>;
}

export type OnStage = (work: (stage: Stage) => Promise<void>) => Promise<void>;

export function stageOn({ bench, photo, parts }: CardConformance): OnStage {
  return async (work) => {
    // Perhaps after somebody else's turn with pcscd, which is no hang.
    await using reader = await bench();
    using limit = new Deadline(new AbortController().signal, HANG_MS, () => new KioskError('STAGE_LATE', {}));
    const { signal } = limit;
    await using readers = reader.openReaders({
      ...{ ...parts, exchangeLimitMs: SILENT_AFTER_MS },
      backoff: { firstMs: 20, longestMs: 200 },
    });
    const channels: CardChannel[] = [];
    const connected: Stage['connected'] = async () => {
      const present = await waitForCard(readers, signal);
      const connection = await connectCard(present, signal);
      if (connection.kind !== 'connected') throw connection.fault ?? new Error(connection.reason);
      channels.push(connection.channel);
      return { present, channel: connection.channel };
    };
    const card: Stage['card'] = (options) => new VirtualThaiId({ person: INVENTED_PEOPLE.somsri, photo, ...options });
    try {
      await work({ reader, readers, signal, card, connected });
    } finally {
      for (const channel of channels) await channel[Symbol.asyncDispose]();
    }
  };
}
