// The demo that a newcomer meets first: all of its people are enrolled, each is known again, and nobody else is.

import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { DEMO_PEOPLE } from './bench/demo-people.ts';
import { ServiceProcess } from './commands/bench/service-process.ts';
import { builtProgram } from './fixtures/built-service.ts';

const answerSchema = z.object({ outcome: z.string(), reason: z.string().nullable(), hrCode: z.string().nullable() });
const FINGERS_EACH = 2;
/** The first impression that was not enrolled: 1 to 3 were. */
const TOUCH = 4;

t.test('all twenty people of the demo are enrolled and known again; strangers are nobody', async (t) => {
  const dataDir = join(t.testdir(), 'data');
  const service = await ServiceProcess.start(
    { program: builtProgram(), dataDir, demo: true },
    new AbortController().signal,
  );
  await using _ = service;
  t.match(await service.ask('GET', 'bench/state'), { ready: true, people: DEMO_PEOPLE.length });

  const touch = async (finger: number): Promise<z.infer<typeof answerSchema>> => {
    const image = join(dataDir, 'prints', `${finger}_${TOUCH}.png`);
    return answerSchema.parse(await service.ask('POST', 'bench/finger', { image, dpi: 500 }));
  };
  for (const [at, { hrCode }] of DEMO_PEOPLE.entries())
    t.match(await touch(at * FINGERS_EACH + 1 + (at % FINGERS_EACH)), { outcome: 'accepted', hrCode }, hrCode);
  for (const finger of [1, 2, 3, 4].map((stranger) => DEMO_PEOPLE.length * FINGERS_EACH + stranger))
    t.match(await touch(finger), { outcome: 'refused', reason: 'not-recognised', hrCode: null });
  t.equal(await service.stop(), 0);
});
