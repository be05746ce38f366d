// A recogniser that was chosen but is not there, or says nothing yet: nobody is proved, and it is told which one and why.
import t from 'tap';
import { notSupplied, WEIGHTS } from '../../../models/face/fixtures/supplied.ts';
import { isFault } from '../../../protocol/index.ts';
import { ClosingOrder } from '../../closing-order.ts';
import { POLICY, readConfig } from '../../config/index.ts';
import { profileFor, providerSide } from '../../flows/fixtures/invented-visit.ts';
import { Faces } from '../faces/faces.ts';
import { type ProvingBase, type ProvingState, provingOf } from './proving-state.ts';

const never = new AbortController().signal;

async function withRecogniser(
  recogniser: string,
  weightsDir: string,
  told: { readonly faults: string[]; readonly journal: unknown[] },
): Promise<ProvingState> {
  const config = readConfig({ env: {}, overrides: { models: { weightsDir }, face: { recogniser } } });
  const { key } = await providerSide();
  await using closing = new ClosingOrder();
  // Of all that a kiosk has only what is touched before a network is refused.
  const base = {
    ...{
      config,
      policy: POLICY,
      given: [profileFor(key)],
      camera: {},
      trust: undefined,
      log: { info: noted, warn: noted },
    },
    faces: new Faces({ config, policy: POLICY }, closing),
    stores: { profiles: { versionOf: noted, note: noted } },
    noteFault: (fault: unknown) => {
      if (!isFault(fault)) throw fault;
      told.faults.push(fault.code);
    },
    record: (entry: { readonly event: string }) => void (entry.event === 'fault' && told.journal.push(entry)),
  } as unknown as ProvingBase;
  return await provingOf(base, never);
}

const noted = (): void => undefined;

t.test('SFace chosen but not installed: nobody is proved here, and it is said which network is missing', async (t) => {
  const folder = t.testdir();
  const weights = notSupplied() ? folder : WEIGHTS;
  const told = { faults: [] as string[], journal: [] as unknown[] };
  const state = await withRecogniser('sface', weights, told);
  // Without any weights the detector is the first that is missed.
  const which = notSupplied() ? /\(yunet/ : /\(sface\)/;
  t.match(state, { kind: 'closed', why: which });
  t.match(state, { why: /^MODEL_MISSING: / });
  t.strictSame(told.faults, ['MODEL_MISSING']);
  t.match(told.journal, [{ event: 'fault', device: 'prove', code: 'MODEL_MISSING', detail: which }]);
  t.notMatch(JSON.stringify(state), weights, 'no paths');
});
