import t from 'tap';
import { extractTemplate } from '../../../fingerprint/laboratory.ts';
import { seededRandom, synthesisePrint } from '../../../fingerprint/synthesis/index.ts';
import { SIMULATED_ATTACKS } from '../simulation/simulated-attacks.ts';
import { STATISTICS, textureStatistics } from './statistics.ts';
import { StatisticsPad } from './statistics-pad.ts';
import { type TextureModel, textureFinding } from './texture-model.ts';
import { TEXTURE_MODEL } from './texture-model-table.ts';

const { signal } = new AbortController();
const image = synthesisePrint({ seed: 6, finger: 3, impression: 1, widthPx: 256, heightPx: 288 });
const { template } = extractTemplate(image);

const statisticsOf = (picture: typeof image): ReadonlyMap<string, number> => {
  const values = textureStatistics(picture, template.ridges) ?? [];
  return new Map(STATISTICS.map((name, index) => [name, values[index] ?? Number.NaN]));
};
const live = statisticsOf(image);
const of = (statistics: ReadonlyMap<string, number>, name: (typeof STATISTICS)[number]): number =>
  statistics.get(name) ?? Number.NaN;

t.test('every statistic of a print is a number', async (t) => {
  t.equal(live.size, STATISTICS.length);
  t.ok(
    [...live.values()].every(Number.isFinite),
    [...live].map(([name, value]) => `${name} ${value.toFixed(2)}`).join(', '),
  );
});

t.test('what an attack changes shows in the statistics that are meant for it', async (t) => {
  const drawn = (name: string): ReadonlyMap<string, number> => {
    const attack = SIMULATED_ATTACKS.find((one) => one.name === name);
    return statisticsOf(attack?.draw(image, seededRandom(2)) ?? image);
  };
  const [latent, printed, moulded] = [
    drawn('simulated-latent'),
    drawn('simulated-printed'),
    drawn('simulated-moulded'),
  ];
  t.ok(of(latent, 'log-contrast') < of(live, 'log-contrast') - 0.3, 'a latent is faint');
  t.ok(of(latent, 'contrast-spread') > of(live, 'contrast-spread'), 'and patchy');
  t.ok(of(printed, 'level-spread') < of(live, 'level-spread'), 'ink is everywhere as dark');
  t.ok(of(moulded, 'log-contrast') < of(live, 'log-contrast'), 'a cast touches less firmly');
});

t.test('brightness and contrast of the sensor hardly move what is stated in shares of them', async (t) => {
  const paler = statisticsOf({ ...image, pixels: image.pixels.map((grey) => 60 + Math.round(0.7 * grey)) });
  for (const name of ['pores', 'ridge-slow', 'valley-share', 'half-tones'] as const)
    t.ok(Math.abs(of(paler, name) - of(live, name)) < 0.12, `${name} ${of(paler, name)} ${of(live, name)}`);
});

t.test('without a ridge map, or with hardly any ridge, nothing is said', async (t) => {
  t.equal(textureStatistics(image, undefined), undefined);
  const blank = { ...image, pixels: image.pixels.map(() => 200) };
  t.equal(textureStatistics(blank, template.ridges), undefined);
});

t.test('a model speaks only of sensors whose skin was measured', async (t) => {
  const scale = { means: STATISTICS.map(() => 0), deviations: STATISTICS.map(() => 1), threshold: 0.5 };
  const weights = STATISTICS.map((name) => ({ name, weight: name === 'pores' ? -4 : 0, square: 0 }));
  const model: TextureModel = { version: 'test-1', data: '', command: '', bias: 0, weights, sensors: { glass: scale } };
  const values = (pores: number): readonly number[] => STATISTICS.map((name) => (name === 'pores' ? pores : 0));
  t.match(textureFinding(model, 'glass', values(2)), { kind: 'scored', threshold: 0.5, score: 1 / (1 + Math.exp(8)) });
  t.match(textureFinding(model, 'glass', values(-1)), { score: 1 / (1 + Math.exp(-4)) });
  t.match(textureFinding(model, 'glass', values(-1e9)), { score: 1 / (1 + Math.exp(-20)) }, 'bounded');
  t.strictSame(textureFinding(model, 'another', values(2)), { kind: 'unknown-sensor' });
  t.strictSame(textureFinding(model, 'glass', undefined), { kind: 'too-little-ridge' });
  const pad = new StatisticsPad({ sensor: 'glass', model });
  t.match(await pad.assess({ image, template }, signal), { kind: 'scored' });
  await t.rejects(pad.assess({ image, template }, AbortSignal.abort(new Error('over'))), { message: 'over' });
});

t.test('the installed table fits the statistics that are measured', async (t) => {
  t.strictSame(
    TEXTURE_MODEL.weights.map(({ name }) => name),
    STATISTICS,
  );
  for (const [sensor, { means, deviations, threshold }] of Object.entries(TEXTURE_MODEL.sensors)) {
    t.strictSame([means.length, deviations.length], [STATISTICS.length, STATISTICS.length], sensor);
    t.ok(threshold > 0 && threshold < 1 && deviations.every((deviation) => deviation > 0));
  }
});
