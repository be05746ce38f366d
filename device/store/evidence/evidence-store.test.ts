// Evidence: held until the journal tells of it, kept until the provider has it, then gone without a trace.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type JournalPayload, systemClock } from '../../../protocol/index.ts';
import { openVault } from '../../vault/index.ts';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../stores.ts';

const JWE = 'eyJhbGciOiJFQ0RILUVTIn0..sealed-for-the-provider';
const ack = (id: string, jwe = JWE): { id: string; sha256: string } => ({
  id,
  sha256: createHash('sha256').update(jwe).digest('hex'),
});

async function open(dataDir: string): Promise<Stores> {
  const vault = await openVault({ dataDir });
  return await openStores({ dataDir, vault, clock: systemClock, bootId: 'test' });
}

const provePayload = (evidenceId: string): JournalPayload => ({
  ...{
    event: 'prove',
    outcome: 'proved',
    reason: null,
    subject: 's',
    reference: 'K7QX-2M9P',
    profile: null,
    evidenceId,
  },
  ...{
    method: 'non_face_to_face',
    evidenceType: 'national-id-card',
    consent: null,
    cardStatus: 'normal',
    quality: null,
  },
  ...{ complaints: [], score: null, falseMatchRate: null, threshold: null, match: null, challenge: null, failures: 0 },
  ...{ siteClass: 'public', tamper: 'not-monitored', policyVersion: 'p', captureStartMs: 1, decisionMs: 2, stages: {} },
  liveness: { result: 'live', model: 'm', version: '1' },
});

t.test('held evidence is not sent; released evidence is, until exactly it is acknowledged', async (t) => {
  const dataDir = t.testdir();
  await using stores = await open(dataDir);
  const { evidence } = stores;
  let rings = 0;
  evidence.added.listen(() => {
    rings += 1;
  });
  evidence.hold('evidence-number-one', JWE);
  t.strictSame([evidence.waiting(9), rings], [[], 0]);
  evidence.release('evidence-number-one');
  t.strictSame([evidence.waiting(9), rings], [[{ id: 'evidence-number-one', sealed: JWE }], 1]);
  t.equal(evidence.acknowledge(ack('evidence-number-one', 'another')), false, 'an answer to something else');
  t.equal(evidence.acknowledge(ack('evidence-number-two')), false);
  t.equal(evidence.count, 1);
  t.equal(evidence.acknowledge(ack('evidence-number-one')), true);
  t.equal(evidence.acknowledge(ack('evidence-number-one')), false, 'once');
  t.equal(evidence.count, 0);
});

t.test('what was acknowledged is gone from every file, and was never to be read in one', async (t) => {
  const dataDir = t.testdir();
  const everything = (): string =>
    readdirSync(dataDir)
      .map((name) => readFileSync(join(dataDir, name), 'latin1'))
      .join('\n');
  {
    await using stores = await open(dataDir);
    stores.evidence.hold('evidence-number-one', JWE);
    stores.evidence.release('evidence-number-one');
    t.match(everything(), 'evidence-number-one', 'the search finds what is there');
    t.notMatch(everything(), 'sealed-for-the-provider', 'sealed once more with the key of the terminal');
    stores.evidence.acknowledge(ack('evidence-number-one'));
    t.notMatch(everything(), 'evidence-number-one');
  }
  t.notMatch(everything(), 'evidence-number-one');
});

t.test('after a crash the evidence of a journaled visit is released, any other is shredded', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await open(dataDir);
    for (const id of ['evidence-told-of-it', 'evidence-of-nobody-x']) stores.evidence.hold(id, JWE);
    stores.journal.append(provePayload('evidence-told-of-it'));
  }
  await using stores = await open(dataDir);
  t.match(stores.reconcile(), { evidence: { released: 1, shredded: 1 } });
  t.match(stores.evidence.waiting(9), [{ id: 'evidence-told-of-it' }]);
  t.match(stores.reconcile(), { evidence: { released: 0, shredded: 0 } }, 'once');
});

t.test('a full store takes nothing more and loses nothing', async (t) => {
  const dataDir = t.testdir();
  await using stores = await open(dataDir);
  const { evidence } = stores;
  stores.limitPages(0);
  t.throws(() => evidence.hold('evidence-number-one', JWE.repeat(1000)), { code: 'STORE_FULL' });
  stores.limitPages(null);
  evidence.hold('evidence-number-one', JWE.repeat(1000));
  t.equal(evidence.count, 1);
  t.equal(evidence.hasRoom, true);
});
