// Settings of whoever may write the file or the environment, and those that come signed from the fleet: taken, or told line by line what is wrong.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompactSign } from 'jose';
import t from 'tap';
import { mutatedJson, mutatedText, type Random } from '../../protocol/base/fixtures/mutations.ts';
import { roundsOf, withstands } from '../../protocol/base/fixtures/withstand.ts';
import { testKeys } from '../../protocol/fleet/fixtures/keys.ts';
import { openProfile, readJson } from '../../protocol/index.ts';
import { profileFor, providerSide } from '../flows/fixtures/invented-visit.ts';
import { renderExample } from './example.ts';
import { describeMistake } from './mistake.ts';
import { checkConfig, readConfig } from './read-config.ts';
import { policyWith } from './signed-policy.ts';

const long = { timeout: 3_600_000 };
const ROUNDS = roundsOf(400);
const folder = t.testdir({});
const path = join(folder, 'ridged.toml');

/** Every setting, with its default: what is only commented out is set. */
const example = renderExample().replace(/^# (?=\w+ = \S)/gm, '');

const read = (toml: string | Uint8Array): unknown => {
  writeFileSync(path, toml);
  return readConfig({ file: path, env: {} });
};

/** The login stays as it is: no mutation makes a secret of it that is none. */
const mutatedLogin = (text: string, random: Random): Uint8Array =>
  random() < 0.5 ? Buffer.from(text) : Buffer.concat([Buffer.from(text), mutatedText('rotation = 90\n', random)]);

t.test('a configuration file', long, (t) => {
  const login = '[camera]\ndriver = "network"\nurl = "rtsp://cam:hunter2@10.0.0.5/live"\n';
  return withstands(t, {
    ...{ rounds: ROUNDS, seed: 401, secrets: ['hunter2'] },
    read: (random, round) => read(round % 4 ? mutatedText(example, random) : mutatedLogin(login, random)),
  });
});

t.test('what an administrator has signed: settings, and what decides', long, (t) => {
  const settings = { 'terminal.language': 'th', 'clock.repeatWindowMs': 60_000, 'screen.helpEn': 'Call 1100' };
  const policy = { 'verification.fmr': 1e-4, 'enrolment.impressions': 3, 'prove.challenges': ['blink', 'turn-left'] };
  return withstands(t, {
    ...{ rounds: ROUNDS, seed: 402 },
    read: (random, round) => {
      const values = readOrNone(mutatedJson(round % 2 ? settings : policy, random));
      if (round % 2 === 0) return policyWith({ version: 2, values });
      const check = checkConfig({ env: {}, fleet: { version: 2, values } });
      return check.ok || check.mistakes.map(describeMistake);
    },
  });
});

/** As orders are read before anybody looks at their values. */
function readOrNone(json: string): Readonly<Record<string, unknown>> {
  try {
    const value = readJson(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

t.test('a service profile', long, async (t) => {
  const [{ key }, admin] = [await providerSide(), await testKeys('administrator')];
  const { limits } = profileFor(key);
  const honest = profileFor(key, { limits: { ...limits, sessionMs: 60_000, idleMs: 10_000 } });
  const header = { alg: 'EdDSA', typ: 'ridged-profile+jws', kid: admin.signer.kid };
  await withstands(t, {
    ...{ rounds: roundsOf(100), seed: 403 },
    read: async (random) => {
      const json = random() < 0.1 ? JSON.stringify(honest) : mutatedJson(honest, random);
      return openProfile(
        await new CompactSign(Buffer.from(json)).setProtectedHeader(header).sign(admin.signer.key),
        admin.trust,
      );
    },
  });
});

t.test('a file that would lead its reader into the depth, or in circles, is refused at once', async (t) => {
  const deep = (levels: number): string => `screen.port${'.a'.repeat(levels)} = 1\n`;
  const hostile = [
    `screen.port = ${'['.repeat(50_000)}`,
    `screen.port = ${'['.repeat(900)}${']'.repeat(900)}`,
    deep(50_000),
    `[${' '.repeat(50_000)}x`,
    `[${'a.'.repeat(50_000)}b]\n`,
    `[${'[a]\n['.repeat(20_000)}`,
    `"${'x'.repeat(100_000)}" = 1\n`,
    `screen.port = ${'9'.repeat(100_000)}\n`,
  ];
  for (const toml of hostile) t.throws(() => read(toml), { code: 'CONFIG_INVALID' }, toml.slice(0, 30));
});

t.test('sections and keys that every object has are none of ours, and change no object', async (t) => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
  for (const name of names)
    for (const toml of [
      `[${name}]\nisAdmin = true\n`,
      `[screen]\n${name} = true\n`,
      `[screen.${name}]\nisAdmin = true\n`,
    ])
      t.throws(() => read(toml), { code: 'CONFIG_INVALID' }, toml);
  for (const name of names)
    t.throws(() => policyWith({ version: 2, values: JSON.parse(`{"${name}":{"isAdmin":true}}`) }));
  t.notOk('isAdmin' in {});
});
