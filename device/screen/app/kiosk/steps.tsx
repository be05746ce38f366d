// How far the visit has come.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';
import type { ProveVisit } from '../state/prove-visit.ts';

const STEPS = ['consent', 'card', 'face', 'result'] as const;
type StepName = (typeof STEPS)[number];

const STEP_OF: Readonly<Record<ProveVisit['state'], StepName>> = {
  idle: 'consent',
  'card-detected': 'consent',
  notice: 'consent',
  reading: 'card',
  capturing: 'face',
  challenge: 'face',
  deciding: 'result',
  'face-service': 'result',
  mobile: 'result',
  answered: 'result',
};

export function Steps({ state }: Pick<ProveVisit, 'state'>): VNode {
  const { words } = useOnScreen();
  const at = STEPS.indexOf(STEP_OF[state]);
  return (
    <ol class="steps">
      {STEPS.map((step, index) => (
        <li key={step} data-done={index < at} aria-current={index === at ? 'step' : undefined}>
          {words.prove.steps[step]}
        </li>
      ))}
    </ol>
  );
}
