// A whole terminal whose configuration names a finger texture network: the network's word decides, and stands in the journal.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { textureContent, textureEntry } from '../models/liveness/finger/texture/fixtures/texture-network.ts';
import { installed } from '../models/runtime/fixtures/networks.ts';
import { openTerminal, print } from './fixtures/terminal.ts';

async function touchedWith(bias: number, spoil = (_folder: string): void => undefined) {
  const content = textureContent(bias);
  const folder = t.testdir({ data: {} });
  const manifest = installed(folder, content, textureEntry(content));
  spoil(folder);
  await using terminal = await openTerminal({ dataDir: join(folder, 'data'), manifest });
  const { code } = await terminal.touch(print(1, 0));
  const entries = terminal.kiosk.stores.journal.read(1, 100).map(({ payload }) => payload);
  const visit = entries.find((payload) => payload?.event === 'clock');
  const faults = entries.filter((payload) => payload?.event === 'fault' && payload.device === 'finger-network');
  const { capabilities } = terminal.kiosk.portrait.birth();
  return { code, liveness: visit?.event === 'clock' && visit.liveness, faults: faults.length, capabilities };
}

t.test('what the network takes for a copy is refused as an attack', async (t) => {
  t.match(await touchedWith(9), {
    code: 'attack-suspected',
    liveness: { result: 'attack', version: /\+texture-net-2$/, reasons: ['texture'] },
    faults: 0,
    capabilities: { livenessFinger: true },
  });
});

t.test('what it takes for skin is living, and then somebody is searched for', async (t) => {
  t.match(await touchedWith(-9), { code: 'not-recognised', liveness: { result: 'live', reasons: [] }, faults: 0 });
});

t.test('with a network that was altered people are served, and no finger is called living', async (t) => {
  const spoil = (folder: string): void => writeFileSync(join(folder, 'texture.onnx'), 'another');
  t.match(await touchedWith(9, spoil), {
    code: 'not-recognised',
    liveness: { result: 'not-assessed', reasons: ['not-assessed'] },
    faults: 1,
    capabilities: { livenessFinger: false },
  });
});
