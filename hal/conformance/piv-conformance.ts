// What PIV cards must do in any reader, whatever carries the commands: one suite, run over the real pcscd and in the process.
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import type { Test } from 'tap';
import { abortable, Deadline, KioskError, Sensitive } from '../../protocol/index.ts';
import { connectCard } from '../card/card-retry.ts';
import { readPivCertificate, signWithCard } from '../card/piv-card.ts';
import type { ReaderSupervision } from '../card/supervise-readers.ts';
import { waitForCard } from '../card/wait-for-card.ts';
import type { CardChannel, CardReaders, PresentCard } from '../ports/card-reader.ts';
import { INVENTED_PEOPLE } from '../virtual/card/invented-people.ts';
import { otherCard } from '../virtual/card/other-cards.ts';
import { VirtualPiv } from '../virtual/card/virtual-piv.ts';
import type { VirtualReader } from '../virtual/card/virtual-reader.ts';
import { VirtualThaiId } from '../virtual/card/virtual-thai-id.ts';

export interface PivConformance {
  /** Opens virtual readers on what is under test, unpaced. */
  readonly bench: () => Promise<VirtualReader>;
  /** A small JPEG of nobody. */
  readonly photo: Uint8Array;
  readonly parts: Pick<ReaderSupervision, 'clock'>;
}

type Signing = Awaited<ReturnType<typeof signWithCard>>;

interface Stage {
  readonly reader: VirtualReader;
  readonly readers: CardReaders;
  readonly signal: AbortSignal;
  /** The card that lies there or comes next, under power; to be let go. */
  readonly connected: () => Promise<{ readonly present: PresentCard; readonly channel: CardChannel }>;
  /** By the card that lies there or comes next, which is let go then. */
  readonly signing: (pin: string, challenge?: Uint8Array, until?: AbortSignal) => Promise<Signing>;
}

/** Far beyond anything that is waited for here: reached only where something hangs. */
const HANG_MS = 30_000;
const SILENT_AFTER_MS = 300;
/** SELECT, the tries, VERIFY, the signature. */
const [AT_PIN, AT_SIGNATURE] = [3, 4] as const;

export function pivConformance(t: Test, { bench, photo, parts }: PivConformance): void {
  const onStage = async (work: (stage: Stage) => Promise<void>): Promise<void> => {
    await using reader = await bench();
    using limit = new Deadline(new AbortController().signal, HANG_MS, () => new KioskError('STAGE_LATE', {}));
    const { signal } = limit;
    const backoff = { firstMs: 20, longestMs: 200 };
    await using readers = reader.openReaders({ ...parts, exchangeLimitMs: SILENT_AFTER_MS, backoff });
    const connected: Stage['connected'] = async () => {
      const present = await waitForCard(readers, signal);
      const connection = await connectCard(present, signal);
      if (connection.kind !== 'connected') throw connection.fault ?? new Error(connection.reason);
      return { present, channel: connection.channel };
    };
    const signing: Stage['signing'] = async (digits, challenge = randomBytes(32), until = signal) => {
      await using channel = (await connected()).channel;
      const pin = new Sensitive(Uint8Array.from(Buffer.from(digits)));
      return await signWithCard(channel, { pin, challenge }, until);
    };
    await work({ reader, readers, signal, connected, signing });
  };

  t.test('a card signs what it is asked to, after its PIN, each time anew', (t) =>
    onStage(async ({ reader, signing }) => {
      const card = new VirtualPiv();
      await reader.insert(card);
      const key = createPublicKey({ key: Buffer.from(card.publicKey, 'base64url'), format: 'der', type: 'spki' });
      for (let round = 0; round < 3; round += 1) {
        const challenge = randomBytes(32);
        const answer = await signing('123456', challenge);
        t.ok(answer.kind === 'signed' && verify('sha256', challenge, key, answer.signature));
        t.equal(card.isVerified, false, 'and holds no PIN for right in between');
      }
    }),
  );

  t.test('wrong PINs are counted by the card, also when it was out meanwhile; its last try is left alone', (t) =>
    onStage(async ({ reader, signing }) => {
      const card = new VirtualPiv();
      await reader.insert(card);
      t.strictSame(await signing('000000'), { kind: 'wrong-pin', triesLeft: 2 });
      await reader.insert(card);
      t.strictSame(await signing('000000'), { kind: 'wrong-pin', triesLeft: 1 });
      t.strictSame(await signing('123456'), { kind: 'last-try' });
      t.equal(card.triesLeft, 1);
    }),
  );

  t.test('other cards are no PIV cards, and nothing else is asked of them', (t) =>
    onStage(async ({ reader, signing }) => {
      const thaiId = new VirtualThaiId({ person: INVENTED_PEOPLE.malee, photo });
      for (const card of [thaiId, otherCard('bank-card'), otherCard('sim'), otherCard('blank')]) {
        await reader.insert(card);
        t.strictSame(await signing('123456'), { kind: 'not-a-piv-card' }, card.model);
      }
      t.strictSame(thaiId.reads, []);
    }),
  );

  for (const pulledAtCommand of [AT_PIN, AT_SIGNATURE])
    t.test(`a card pulled out at its command ${pulledAtCommand} is missed, and signs when it is back`, (t) =>
      onStage(async ({ reader, signing }) => {
        const card = new VirtualPiv();
        await reader.insert(card, { pulledAtCommand });
        t.match(await signing('123456'), { kind: 'retry', reason: 'card-removed' });
        await reader.insert(card);
        t.match(await signing('123456'), { kind: 'signed' });
      }),
    );

  t.test('whoever comes after one that was called off half-way is asked for the PIN all the same', (t) =>
    onStage(async ({ reader, signal, connected, signing }) => {
      const card = new VirtualPiv();
      await reader.insert(card);
      const { channel } = await connected();
      for (const command of ['00a4040009a00000030800001000', '0020008008313233343536ffff'])
        await channel.transmit(Uint8Array.from(Buffer.from(command, 'hex')), signal);
      await channel[Symbol.asyncDispose]();
      t.equal(card.isVerified, true, 'it keeps its power, and with it the PIN');
      t.strictSame(await signing('000000'), { kind: 'wrong-pin', triesLeft: 2 });
      t.equal(card.isVerified, false);
    }),
  );

  t.test('a card that falls silent, and readers that go, are told apart', (t) =>
    onStage(async ({ reader, connected, signing, signal }) => {
      await reader.insert(new VirtualPiv());
      const { channel } = await connected();
      await reader.fault('silence');
      const request = () => ({
        pin: new Sensitive(Uint8Array.from(Buffer.from('123456'))),
        challenge: randomBytes(32),
      });
      t.match(await signWithCard(channel, request(), signal), { kind: 'retry', reason: 'card-silent' });
      await channel[Symbol.asyncDispose]();
      await reader.clearFault();
      await reader.remove();
      await reader.insert(new VirtualPiv());
      t.match(await signing('123456'), { kind: 'signed' });
      const next = await connected();
      const gone = next.present.removed;
      await reader.fault('unplug');
      if (!gone.aborted) await abortable(new Promise((resolve) => gone.addEventListener('abort', resolve)), signal);
      await t.rejects(signWithCard(next.channel, request(), signal), { code: 'HAL_DISCONNECTED' });
      await next.channel[Symbol.asyncDispose]();
    }),
  );

  t.test('a certificate comes in pieces, without a PIN', (t) =>
    onStage(async ({ reader, connected, signal }) => {
      const certificate = Uint8Array.from({ length: 1500 }, (_, index) => index & 0xff);
      const card = new VirtualPiv({ certificate });
      await reader.insert(card);
      await using channel = (await connected()).channel;
      t.strictSame(await readPivCertificate(channel, signal), { kind: 'certificate', der: certificate });
      t.equal(card.triesLeft, 3);
    }),
  );
}
