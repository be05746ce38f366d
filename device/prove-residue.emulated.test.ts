// What is left of a citizen in the memory of the service: owned bytes are zeroed, and a snapshot of the heap is searched for the rest.
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { getHeapSnapshot, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { INVENTED_PEOPLE, VirtualThaiId } from '../hal/index.ts';
import { notSupplied, WEIGHTS } from '../models/face/fixtures/supplied.ts';
import { checkDigitOf } from '../protocol/index.ts';
import { BenchCitizen } from './bench/kiosk/bench-citizen.ts';
import { drawnPhoto } from './bench/kiosk/drawn-faces.ts';
import { openTerminal } from './fixtures/terminal.ts';
import { profileFor, providerSide } from './flows/fixtures/invented-visit.ts';

/** Numbers and names that stand nowhere else: what is found of them was left by the visit. */
const secretNumber = (): string => {
  const twelve = `0${Array.from({ length: 11 }, () => Math.floor(Math.random() * 10)).join('')}`;
  return `${twelve}${checkDigitOf(twelve)}`;
};
const secretName = (): string => `Xq${Math.random().toString(36).slice(2, 10)}z`;

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
};

async function strings(dir: string): Promise<string> {
  collectGarbage();
  const file = join(dir, 'heap.json');
  await pipeline(getHeapSnapshot(), createWriteStream(file));
  const heap = readFileSync(file, 'utf8');
  return heap.slice(heap.lastIndexOf('"strings":'));
}

t.test('after a visit nothing of the citizen is in the heap', { skip: notSupplied() }, async (t) => {
  const dir = t.testdir({ data: {} });
  const { key } = await providerSide();
  const limits = { fmr: 1e-4, reviewFmr: 1e-2, sessionMs: 60_000, idleMs: 20_000, statusMs: 1000, failures: 5 };
  const listed = { site: 'site-1', terminal: 'terminal-1', siteClass: 'public' } as const;
  const base = profileFor(key, { limits, fields: ['citizenNumber', 'nameThai', 'nameEnglish', 'expiresOn'] });
  const profile = { ...base, provider: { ...base.provider, terminals: [listed] } };
  await using terminal = await openTerminal({
    dataDir: join(dir, 'data'),
    walkUp: { profiles: [profile], weightsDir: WEIGHTS },
  });
  const devices = terminal.hardware.walkUp;
  if (!devices) throw new Error('no devices');
  await using citizen = new BenchCitizen({ kiosk: terminal.kiosk, devices, signal: new AbortController().signal });
  await citizen.face({ person: 'somsri', as: 'living', seed: 3 });
  const photo = await drawnPhoto('somsri');
  // As bytes alone: of the card in this process no string is left either.
  const insert = async (number: string, name: string): Promise<void> => {
    const named = { title: 'Miss', first: name, middle: '', last: name };
    const person = { ...INVENTED_PEOPLE.somsri, citizenNumber: number, nameThai: named, nameEnglish: named };
    await citizen.insertChip(new VirtualThaiId({ person, photo }), 'a card');
  };
  const [held, left] = [secretNumber(), secretName()].map((secret) => Buffer.from(secret));
  if (!held || !left) throw new Error('no secrets');

  await insert(held.toString(), left.toString());
  const answer = await citizen.prove({ consent: ['proofing'], challenge: 'perform' });
  t.match(answer.outcome, /pending|refused|referred/);
  t.ok(answer.stages['card-photo'] !== undefined, 'the card was read to its end');
  await citizen.remove();
  const control = [secretName()];
  const after = await strings(dir);
  t.not(after.indexOf(control.join('')), -1, 'the search finds what is there');
  t.equal(after.indexOf(held.toString()), -1, 'the number');
  t.equal(after.indexOf(left.toString()), -1, 'the name');
});
