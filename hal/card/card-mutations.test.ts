// Answers of a card that were cut, bent, exchanged and made up: a reading, a retry or a fault of ours; never a crash, a
// hang, or a byte of the card in what is told. RIDGED_MUTATIONS=10000 and more for the long run.
import { inspect } from 'node:util';
import t from 'tap';
import { noise, type Random, upTo } from '../../protocol/base/fixtures/mutations.ts';
import { seeded } from '../../protocol/base/fixtures/seeded.ts';
import { THAI_ID_FIELDS } from '../../protocol/index.ts';
import type { CardChannel } from '../ports/card-reader.ts';
import { INVENTED_PEOPLE } from '../virtual/card/invented-people.ts';
import { VirtualThaiId } from '../virtual/card/virtual-thai-id.ts';
import { orRetry } from './card-retry.ts';
import { readCardUid } from './card-uid.ts';
import { samplePhoto } from './fixtures/sample-photo.ts';
import { readThaiId, readThaiIdPhoto } from './thai-id-card.ts';

const ROUNDS = Number(process.env['RIDGED_MUTATIONS'] ?? 3000);
/** 21 segments, each chained and corrected: more means that something goes round in circles. */
const MOST_COMMANDS = 600;

const STATUS = [0x9000, 0x6100, 0x61ff, 0x6c00, 0x6c10, 0x6a82, 0x6282, 0x6f00] as const;

const MUTATIONS: readonly ((response: Uint8Array, random: Random) => Uint8Array)[] = [
  (response, random) => response.slice(0, upTo(random, response.length)),
  (response, random) => response.map((byte) => (random() < 0.05 ? upTo(random, 256) : byte)),
  (response, random) => Uint8Array.of(...response.slice(0, -2), ...status(random)),
  (response, random) => Uint8Array.of(...noise(random, upTo(random, 300)), ...response),
  (_, random) => Uint8Array.of(...noise(random, upTo(random, 256)), ...status(random)),
  (response, random) => Uint8Array.of(...noise(random, Math.max(0, response.length - 2)), 0x90, 0x00),
  () => new Uint8Array(),
  (response) => response.slice().reverse(),
];

function status(random: Random): readonly number[] {
  const word = STATUS[upTo(random, STATUS.length)] ?? 0x9000;
  return [word >> 8, word & 0xff];
}

/** A card that answers right except now and then; `spoken` holds what it said. */
class LyingCard implements CardChannel {
  readonly #card: VirtualThaiId;
  readonly #random: Random;
  readonly #oddness: number;
  readonly spoken: Uint8Array[] = [];
  commands = 0;

  constructor(card: VirtualThaiId, random: Random) {
    this.#card = card;
    this.#random = random;
    this.#oddness = random() ** 3;
    card.reset();
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    this.commands += 1;
    const honest = this.#card.respond(command);
    const lie = MUTATIONS[upTo(this.#random, MUTATIONS.length)];
    const response = lie && this.#random() < this.#oddness ? lie(honest, this.#random) : honest;
    this.spoken.push(response.slice());
    return response;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Everything that could get into a log: the fault with message, context and cause, and the value that hides its content. */
const toldOf = (outcome: unknown): string => inspect(outcome, { depth: 8 }) + JSON.stringify(outcome);

/** Stretches of what the card said, as text and as hex. */
const fragments = (spoken: readonly Uint8Array[]): readonly string[] =>
  spoken
    .filter(({ length }) => length >= 10)
    .flatMap((bytes) => {
      const middle = Buffer.from(bytes.subarray(2, 8));
      return [middle.toString('latin1'), middle.toString('hex')];
    });

const people = Object.values(INVENTED_PEOPLE);

/** One card, read once: what came of it, and whatever is wrong with that. */
async function readLiar(round: number, photo: Uint8Array, random: Random): Promise<{ kind: string; wrong: string }> {
  const { signal } = new AbortController();
  const person = people[round % people.length] ?? INVENTED_PEOPLE.somsri;
  // A third of them are in no table, so that both ways are tried.
  const atr = round % 3 ? undefined : noise(random, 4);
  const card = new VirtualThaiId({ person, photo, make: round % 2 ? 'fast' : 'slow', ...(atr && { atr }) });
  const lying = new LyingCard(card, random);
  const readings = [
    () => readThaiId(lying, { atr: card.atr, fields: THAI_ID_FIELDS }, signal),
    () => readThaiIdPhoto(lying, { atr: card.atr }, signal),
    () => readCardUid(lying, signal),
  ] as const;
  const outcome = await readings[USUAL_READINGS[round % USUAL_READINGS.length] ?? 0]();
  if (lying.commands > MOST_COMMANDS) return { kind: outcome.kind, wrong: `${lying.commands} commands` };
  // The number of a contactless card is no secret of its bearer.
  const told = 'uid' in outcome ? '' : toldOf(outcome);
  const leak = fragments(lying.spoken).find((fragment) => fragment.trim().length > 3 && told.includes(fragment));
  return { kind: outcome.kind, wrong: leak === undefined ? '' : `tells ${JSON.stringify(leak)}: ${told}` };
}

const USUAL_READINGS = [0, 0, 1, 0, 0, 1, 0, 0, 1, 2] as const;

t.test('mutated answers', { timeout: 3_600_000 }, async (t) => {
  const random = seeded(77);
  const photo = await samplePhoto();
  let read = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { kind, wrong } = await readLiar(round, photo, random);
    if (kind === 'card') read += 1;
    if (wrong) t.fail(`round ${round}: ${wrong}`);
  }
  t.comment(`${ROUNDS} cards: ${read} read, ${ROUNDS - read} refused`);
  t.ok(read > ROUNDS / 50, 'some were honest enough');
  t.ok(ROUNDS - read > ROUNDS / 4, 'many were not');
});

t.test('what is not for the person is not made a retry', async (t) => {
  const { signal } = new AbortController();
  const bug = new TypeError('a bug');
  await t.rejects(
    orRetry(() => Promise.reject(bug), signal),
    bug,
  );
});
