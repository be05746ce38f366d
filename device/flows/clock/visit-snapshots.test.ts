// Pictures of clock visits: of whom there is one, of whom none, and that no visit ever waits for or suffers from it.
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import type { Frame, FrameStream } from '../../../hal/index.ts';
import { abortable, type Clock, colourImage, KioskError, Sensitive, untilAborted } from '../../../protocol/index.ts';
import { POLICY, type SnapshotPolicy } from '../../config/index.ts';
import type { NewSnapshot } from '../../store/index.ts';
import { type Scene, SOMYING, stage } from '../fixtures/clock-stage.ts';
import { refusal } from './clock-answer.ts';
import { VisitSnapshots, type VisitSnapshotsParts } from './visit-snapshots.ts';

/** Frames that say by their grey which they are; all of them are looked at again afterwards. */
class FakeCamera {
  readonly frames: Uint8Array[] = [];
  lent = 0;
  isOn = false;
  frameAfter: (number: number, signal: AbortSignal) => Promise<unknown> = async () => undefined;
  open: (signal: AbortSignal) => Promise<unknown> = async () => undefined;
  isTaken = false;

  async lend<T>(
    glance: (stream: FrameStream, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    if (this.isTaken) return undefined;
    if (this.isOn) throw new Error('a second guest');
    this.lent += 1;
    this.isOn = true;
    try {
      await abortable(this.open(signal), signal);
      return await glance(this.#stream(), signal);
    } finally {
      this.isOn = false;
    }
  }

  #stream(): FrameStream {
    let number = 0;
    return {
      dropped: 0,
      next: async (signal) => {
        number += 1;
        await abortable(this.frameAfter(number, signal), signal);
        const pixels = new Uint8Array(3).fill(number);
        this.frames.push(pixels);
        return new Sensitive<Frame>({ image: colourImage({ widthPx: 1, heightPx: 1, pixels }), number, atMs: 0 });
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
}

interface World {
  readonly camera: FakeCamera;
  readonly kept: (Omit<NewSnapshot, 'jpeg'> & { readonly grey: number | undefined })[];
  readonly jpegs: Uint8Array[];
  snapshots: VisitSnapshots | undefined;
}

/** A clock visit with a camera beside it. */
function scene(
  more: Partial<VisitSnapshotsParts> & { readonly rule?: Partial<SnapshotPolicy> } = {},
  visit: Scene = {},
) {
  const world: World = { camera: new FakeCamera(), kept: [], jpegs: [], snapshots: undefined };
  const { rule, ...parts } = more;
  const snapshotsOf = (clock: Clock, noteFault: (fault: unknown) => void): VisitSnapshots => {
    world.snapshots = new VisitSnapshots({
      camera: world.camera,
      encode: async ({ image }) => {
        const jpeg = Uint8Array.of(0xff, image.pixels[0] ?? 0);
        world.jpegs.push(jpeg);
        return new Sensitive<Uint8Array>(jpeg);
      },
      store: { keep: ({ jpeg, ...of }) => void world.kept.push({ ...of, grey: jpeg[1] }) },
      hasRoom: () => true,
      noteFault,
      clock,
      policy: { ...POLICY.snapshot, withinMs: 60, ...rule },
      ...parts,
    });
    return world.snapshots;
  };
  const { visit: go, ...rest } = stage({ ...visit, snapshots: snapshotsOf });
  const settle = async (): Promise<void> => await world.snapshots?.[Symbol.asyncDispose]();
  return { ...rest, world, go, settle };
}

const isWiped = (bytes: readonly Uint8Array[]): boolean => bytes.every((each) => each.every((byte) => byte === 0));
const refused: Scene = { capture: async () => ({ kind: 'retry', reason: 'too-short' }) };

t.test(
  'a visit leaves one picture: the third frame, tied to its entry and its person, and all bytes are wiped',
  async (t) => {
    const { world, go, settle, clock } = scene();
    const answer = await go();
    await settle();
    t.equal(answer.code, 'accepted');
    t.strictSame(world.kept, [{ seq: answer.seq, takenMs: clock.nowMs(), subject: SOMYING.pseudonym, grey: 3 }]);
    t.equal(world.camera.frames.length, 3);
    t.ok(isWiped([...world.camera.frames, ...world.jpegs]));
    t.notOk(world.camera.isOn, 'the camera is off again');
    t.match(world.snapshots?.tally, { kept: 1, busy: 0, failed: 0, fault: null });
  },
);

t.test('a refused visit leaves one too, of nobody, where the policy says so', async (t) => {
  const all = scene({}, refused);
  await all.go();
  await all.settle();
  t.match(all.world.kept, [{ seq: 1, subject: null }]);
  const accepted = scene({ rule: { outcomes: ['accepted'] } }, refused);
  await accepted.go();
  await accepted.settle();
  t.strictSame(accepted.world.kept, []);
  t.ok(isWiped(accepted.world.camera.frames));
  const onlyRefused = scene({ rule: { outcomes: ['refused'] } });
  await onlyRefused.go();
  await onlyRefused.settle();
  t.strictSame(onlyRefused.world.kept, []);
});

t.test('a claim that is refused leaves one as well, which is erased with whoever was claimed', async (t) => {
  const { world, flow, settle } = scene();
  const claim = { by: 'card', card: 'contactless' } as const;
  await flow.refuseClaim({ ...claim, subject: null }, refusal('claim-unknown'));
  await flow.refuseClaim({ ...claim, subject: SOMYING.pseudonym }, refusal('claim-locked'));
  await settle();
  t.match(world.kept, [
    { seq: 1, subject: null },
    { seq: 2, subject: SOMYING.pseudonym },
  ]);
});

t.test('a visit without an entry leaves none', async (t) => {
  const noEntry = scene(
    {},
    {
      append: () => {
        throw new KioskError('STORE_FULL');
      },
    },
  );
  const answer = await noEntry.go();
  await noEntry.settle();
  t.equal(answer.seq, null);
  t.strictSame(noEntry.world.kept, []);
  t.ok(isWiped(noEntry.world.camera.frames));
});

t.test('the answer does not wait for the camera, and the picture that comes later is kept', async (t) => {
  let come = (): void => undefined;
  const { world, go, settle, shown } = scene({ rule: { withinMs: 30_000 } });
  world.camera.frameAfter = () =>
    new Promise<void>((resolve) => {
      come = resolve;
    });
  t.equal((await go()).code, 'accepted');
  t.equal(shown.length, 1);
  t.strictSame(world.kept, []);
  for (let frames = 0; frames < 3; frames += 1) {
    come();
    await turn();
  }
  await settle();
  t.match(world.kept, [{ seq: 1, grey: 3 }]);
});

t.test('a slow camera gives the newest frame that it had within the limit', async (t) => {
  const { world, go, settle } = scene();
  world.camera.frameAfter = async (number, signal) => (number > 2 ? await untilAborted(signal) : undefined);
  await go();
  await settle();
  t.match(world.kept, [{ grey: 2 }]);
  t.ok(isWiped(world.camera.frames));
});

t.test(
  'a camera that is missing, hangs or falls silent is counted, told once, and given a rest; the visit has its answer',
  async (t) => {
    const cases: readonly (readonly [string, (camera: FakeCamera) => void, string])[] = [
      [
        'missing',
        (camera) => {
          camera.open = async () => {
            throw new KioskError('HAL_UNAVAILABLE');
          };
        },
        'HAL_UNAVAILABLE',
      ],
      [
        'hangs',
        (camera) => {
          camera.open = untilAborted;
        },
        'HAL_TIMEOUT',
      ],
      [
        'silent',
        (camera) => {
          camera.frameAfter = async (_, signal) => await untilAborted(signal);
        },
        'HAL_TIMEOUT',
      ],
    ];
    for (const [name, breakIt, code] of cases) {
      const { world, go, settle, faults, clock } = scene();
      breakIt(world.camera);
      for (let visits = 0; visits < 3; visits += 1) {
        t.equal((await go()).code, visits === 0 ? 'accepted' : 'accepted-repeated', name);
        await settle();
        clock.advance(1500);
      }
      t.strictSame(faults, [code], `${name}: told once`);
      t.strictSame(world.snapshots?.tally, { kept: 0, busy: 0, failed: 3, fault: code });
      t.equal(world.camera.lent, 2, `${name}: tried at the first and the second, then it rests`);
      world.camera.open = async () => undefined;
      world.camera.frameAfter = async () => undefined;
      clock.advance(60_000);
      await go();
      await settle();
      t.match(world.snapshots?.tally, { kept: 1, fault: null }, `${name}: back`);
    }
  },
);

t.test('a store that cannot write, an encoder that fails and a full disk harm no visit', async (t) => {
  const full = (): never => {
    throw new KioskError('STORE_FULL');
  };
  const cases: readonly (readonly [Partial<VisitSnapshotsParts>, string])[] = [
    [{ store: { keep: full } }, 'STORE_FULL'],
    [
      {
        encode: async () => {
          throw new KioskError('IMAGE_UNREADABLE');
        },
      },
      'IMAGE_UNREADABLE',
    ],
    [{ hasRoom: () => false }, 'STORE_FULL'],
  ];
  for (const [parts, fault] of cases) {
    const { world, go, settle, faults } = scene(parts);
    t.equal((await go()).code, 'accepted');
    await settle();
    t.strictSame(faults, [fault]);
    t.match(world.snapshots?.tally, { kept: 0, failed: 1, fault });
    t.ok(isWiped([...world.camera.frames, ...world.jpegs]));
  }
});

t.test('where somebody else has the camera there is no picture, which is no fault', async (t) => {
  const { world, go, settle, faults } = scene();
  world.camera.isTaken = true;
  await go();
  await settle();
  t.strictSame(world.snapshots?.tally, { kept: 0, busy: 1, failed: 0, fault: null });
  t.strictSame(faults, []);
});

t.test(
  'people who come one upon another have a picture each, one after the other; beyond three at once they go without',
  async (t) => {
    let come = (): void => undefined;
    const { world, go, settle } = scene({ rule: { withinMs: 30_000 } });
    world.camera.open = () =>
      new Promise<void>((resolve) => {
        come = resolve;
      });
    for (let visits = 0; visits < 5; visits += 1) await go();
    for (let opened = 0; opened < 3; opened += 1) {
      come();
      await turn();
      await turn();
    }
    await settle();
    t.strictSame(
      world.kept.map(({ seq }) => seq),
      [1, 2, 3],
    );
    t.match(world.snapshots?.tally, { kept: 3, busy: 2, failed: 0 });
  },
);
