// Files that managers are handed: lists of people, plans and labels, rules of alerts, portraits, and what terminals and fleets claim each other by.
import { inspect } from 'node:util';
import t from 'tap';
import { mutatedBytes, mutatedJson, mutatedText, type Random } from '../../protocol/base/fixtures/mutations.ts';
import { roundsOf, withstands } from '../../protocol/base/fixtures/withstand.ts';
import { terminalKey } from '../../protocol/fleet/fixtures/keys.ts';
import { addressOf, claimProof, signContent } from '../../protocol/index.ts';
import { checkRecordRows, IMPORT_KINDS } from './attendance/index.ts';
import { checkLabelRows } from './biometrics/index.ts';
import { bodyGiven } from './commands/attendance/given.ts';
import { checkRows } from './import/check-rows.ts';
import { mapColumns } from './import/map-columns.ts';
import { portraitFrom } from './import/portrait.ts';
import { readRows } from './import/read-rows.ts';
import { ruleSetOf } from './monitor/rules/rule-file.ts';
import { newAuthority } from './trust/authority.ts';
import {
  type BookedTerminal,
  claimTerminal,
  hashOfCode,
  newClaimCode,
  newKey,
  newRequest,
  openClaimAnswer,
  readClaimCode,
} from './trust/index.ts';

const long = { timeout: 3_600_000 };
const ROUNDS = roundsOf(600);
const HEAD = 'code,nameTh,nameEn,title,unit,group,validFrom,validUntil';
const NAME = 'สมหญิง ใจดี';
const rows = [`0042-7,${NAME},Somying,นาง,LAW,day,2018-02-01,`, '0043,"สมชาย, ""โต""",,,ART,night,,2027-01-01'];
const people = [HEAD, ...rows].join('\n');
const records = rows.map((row) => {
  const cells = row.split(',');
  return Object.fromEntries(HEAD.split(',').map((name, at) => [name, cells[at] ?? null]));
});
const secrets = [NAME, 'ใจดี', 'สมชาย', '0042'];

t.test('people in CSV, whoever has written it', long, (t) =>
  withstands(t, {
    ...{ rounds: ROUNDS, seed: 301, secrets },
    read: (random) => {
      // The first line names columns, which a complaint may repeat.
      const text = Buffer.from(`${HEAD}\n`);
      const table = readRows(Buffer.concat([text, mutatedText(rows.join('\n'), random)]), { format: 'csv' });
      return checkRows(table, mapColumns(table.columns, []), 'iso');
    },
  }),
);

t.test('people in CSV whose first line is bent, too', long, (t) =>
  withstands(t, {
    ...{ rounds: ROUNDS, seed: 302 },
    read: (random) => {
      const table = readRows(mutatedText(people, random), { format: 'csv' });
      return checkRows(table, mapColumns(table.columns, []), 'iso');
    },
  }),
);

t.test('people in JSON', long, (t) =>
  withstands(t, {
    ...{ rounds: ROUNDS, seed: 303, secrets },
    read: (random) => {
      const json =
        random() < 0.5 ? Buffer.from(mutatedJson(records, random)) : mutatedText(JSON.stringify(records), random);
      const table = readRows(json, { format: 'json' });
      return checkRows(table, mapColumns(table.columns, []), 'iso');
    },
  }),
);

const PLANS = {
  holiday: 'date,name,kind,unit\n2026-12-05,วันพ่อ,annual,\n',
  plan: 'code,from,hours,until,days\n0042-7,2026-12-01,08:30-16:30,2026-12-31,mon-fri\n',
  leave: 'code,from,until,part\n0042-7,2026-12-01,2026-12-02,morning\n',
  overtime: 'code,date,hours,reason,break_minutes,travels\n0042-7,2026-12-01,17:00-20:00,สอบ,30,no\n',
} as const;

t.test('holidays, plans, leave and overtime', long, (t) =>
  withstands(t, {
    ...{ rounds: ROUNDS, seed: 304 },
    read: (random, round) => {
      const kind = IMPORT_KINDS[round % IMPORT_KINDS.length] ?? 'plan';
      const table = readRows(mutatedText(PLANS[kind], random), { format: 'csv' });
      return checkRecordRows(table, kind, { dates: 'iso', idOf: () => 'A'.repeat(22), weekdays: () => [1, 2] });
    },
  }),
);

t.test('labels of visits', long, (t) =>
  withstands(t, {
    ...{ rounds: ROUNDS, seed: 305 },
    read: async (random) => {
      const text =
        'terminal,seq,label,note,at\ngate-17,12,complaint,ไฟดับ,\ngate-17,,incident,,2026-12-01T08:30+07:00\n';
      const table = readRows(mutatedText(text, random), { format: 'csv' });
      return checkLabelRows(table, {
        store: { entriesAt: async () => [] },
        terminalOf: (name) => (name === 'gate-17' ? { terminal: 'bangkok.gate-17' } : 'no terminal of this name'),
        timeOf: (time) => (time === '' ? 'no time' : 5),
      });
    },
  }),
);

t.test('rules of alerts, and of what makes somebody late', long, (t) =>
  withstands(t, {
    ...{ rounds: ROUNDS, seed: 306 },
    read: (random, round) => {
      const rules = { repeatHours: 4, rules: { 'terminal-silent': { enabled: false, severity: 'warning' } } };
      if (round % 2) return ruleSetOf(mutatedText(JSON.stringify(rules), random).toString());
      return bodyGiven('holiday', JSON.parse(mutatedJson({ name: 'วันพ่อ', kind: 'annual', unit: '' }, random)));
    },
  }),
);

t.test('portraits: a small picture, or none', long, async (t) => {
  const { default: sharp } = await import('sharp');
  const plain = sharp({ create: { width: 120, height: 160, channels: 3, background: '#a86' } });
  const pictures = await Promise.all([
    ...[plain.clone().jpeg(), plain.clone().png(), plain.clone().webp(), plain.clone().tiff()].map((it) =>
      it.toBuffer(),
    ),
  ]);
  await withstands(t, {
    ...{ rounds: roundsOf(60), seed: 307 },
    read: (random, round) => {
      const picture = pictures[round % pictures.length] ?? Buffer.alloc(0);
      return portraitFrom(random() < 0.2 ? picture : mutatedBytes(picture, random));
    },
  });
});

const TERMINAL = 'bangkok.gate-17';
const CODE = readClaimCode(newClaimCode()) ?? '';

/** Where the proof is, or is not, that of the code. */
const provenBy = (direction: 'request' | 'answer', bentContent: string, random: Random): string => {
  const content = JSON.parse(bentContent);
  let proof = 'A'.repeat(43);
  try {
    if (random() < 0.8) proof = claimProof(direction, CODE, content);
  } catch {
    // What cannot be hashed cannot be proven either: then whoever sends it makes one up.
  }
  return JSON.stringify({ ...content, proof });
};

t.test('what a fleet answers to a terminal that asks to join', long, async (t) => {
  const key = newKey();
  const certificate = await newAuthority('bangkok/gate-17', key, { nowMs: 0, days: 30_000 });
  const content = { v: 1, terminal: TERMINAL, certificate, authority: certificate, trust: { keys: [] } };
  await withstands(t, {
    ...{ rounds: ROUNDS, seed: 308, secrets: [CODE] },
    read: (random) => {
      const bent = random() < 0.3 ? JSON.stringify(content) : mutatedJson(content, random);
      if (!bent.startsWith('{') || bent.length > 20_000) return openClaimAnswer(bent, answeredBy(key));
      return openClaimAnswer(provenBy('answer', bent, random), answeredBy(key));
    },
  });
  const none = JSON.stringify({ ...content, certificate: 'none' });
  t.throws(
    () =>
      openClaimAnswer(
        provenBy('answer', none, () => 0),
        answeredBy(key),
      ),
    { code: 'PROTOCOL_MALFORMED' },
  );
  const half = { ...content, terminal: '\ud83d', proof: 'A'.repeat(43) };
  t.throws(() => openClaimAnswer(JSON.stringify(half), answeredBy(key)), { code: 'PROTOCOL_MALFORMED' });
});

const answeredBy = (key: string) => ({ address: addressOf(TERMINAL), code: CODE, keys: [key] });

t.test('what a terminal asks that would join', long, async (t) => {
  const [signer, key] = [await terminalKey(), newKey()];
  const authority = { key, certificate: await newAuthority('ours', key, { nowMs: 0, days: 30_000 }) };
  const booked = { terminal: TERMINAL, codeHash: hashOfCode(CODE), codeUntilMs: 10 };
  const parts: Parameters<typeof claimTerminal>[2] = {
    book: {
      find: async (name: string) => (name === TERMINAL ? (booked as BookedTerminal) : undefined),
      countRefusal: async () => undefined,
      claim: async () => true,
    } as unknown as Parameters<typeof claimTerminal>[2]['book'], // what is asked of it here
    store: { expect: async () => undefined, trustKey: async () => true },
    ...{ authority, trust: { keys: [] }, clock: { nowMs: () => 5 } },
  };
  const content = { v: 1, terminal: TERMINAL, request: await newRequest('bangkok/gate-17', newKey()) };
  await withstands(t, {
    ...{ rounds: roundsOf(200), seed: 309, secrets: [CODE] },
    read: async (random) => {
      const bent = random() < 0.3 ? JSON.stringify(content) : mutatedJson(content, random);
      const proven = bent.startsWith('{') && bent.length < 20_000 ? provenBy('request', bent, random) : bent;
      const jws = await signContent(Buffer.from(proven), signer, { typ: 'ridged-claim+jws', cty: 'json' });
      const file = Buffer.from(jws);
      return claimTerminal(random() < 0.3 ? mutatedBytes(file, random) : file, CODE, parts);
    },
  });
});

t.test('a list of a hundred thousand columns, or of one code fifty thousand times, is answered at once', async (t) => {
  const wide = Array.from({ length: 100_000 }, (_, at) => `c${at}`);
  const refusal = { code: 'USAGE', context: { why: /100000 columns, and 200 are read at most/ } };
  const head = wide.join(',');
  for (const text of [head, `${head}\n${'1\n'.repeat(50_000)}`])
    t.throws(() => readRows(Buffer.from(text), { format: 'csv' }), refusal);
  t.throws(() => readRows(Buffer.from(`${head}\n${head},x`), { format: 'csv' }), refusal, 'before any row');
  const odd = wide.map((name) => ({ [name]: 'x' }));
  t.throws(() => readRows(Buffer.from(JSON.stringify(odd)), { format: 'json' }), refusal);
  const nested = JSON.stringify([{ c0: [] }, ...odd]);
  t.throws(() => readRows(Buffer.from(nested), { format: 'json' }), refusal, 'nor any record');
  const same = `code,nameTh\n${'1,ก\n'.repeat(50_000)}`;
  const table = readRows(Buffer.from(same), { format: 'csv' });
  t.equal(checkRows(table, mapColumns(table.columns, []), 'iso').aside.length, 50_000);
});

t.test('columns that are named as what every object has are columns like others', async (t) => {
  const text = 'code,nameTh,__proto__,constructor,toString\n1,ก,x,y,z\n';
  const { columns, rows: read } = readRows(Buffer.from(text), { format: 'csv' });
  t.strictSame([...(read[0]?.cells ?? [])].slice(2), [
    ['__proto__', 'x'],
    ['constructor', 'y'],
    ['toString', 'z'],
  ]);
  t.strictSame(mapColumns(columns, []), { code: ['code'], nameTh: ['nameTh'] });
  t.throws(() => mapColumns(columns, ['__proto__=code']), { code: 'USAGE' });
  const json = Buffer.from('[{"code":"1","nameTh":"ก","__proto__":"x"}]');
  t.equal(readRows(json, { format: 'json' }).rows[0]?.cells.get('__proto__'), 'x');
});

t.test('of a file that cannot be read a complaint tells where, and no cell', async (t) => {
  const csv = (row: string): Buffer => Buffer.from(`code,nameTh\n${row}\n`);
  const json = Buffer.from(`[{"code":"1","nameTh":${NAME}}]`);
  for (const [bytes, format] of [
    [csv(`1,"${NAME}`), 'csv'],
    [csv(`1,"${NAME}"x`), 'csv'],
    [csv(`1,${NAME}"x`), 'csv'],
    [json, 'json'],
  ] as const)
    try {
      readRows(bytes, { format });
      t.fail('it is read');
    } catch (fault) {
      t.notMatch(inspect(fault, { depth: 8 }), /ใจดี/, format);
    }
});
