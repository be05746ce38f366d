// The stages of the latest visit, each beside its limit.
import type { VNode } from 'preact';
import type { KioskEvent } from '../../../../protocol/index.ts';
import type { Told } from './bench-hooks.ts';

const WHOLE_VISIT_MS = 3000;

type Stage = Extract<KioskEvent, { type: 'stage' }>;
type Ended = Extract<KioskEvent, { type: 'answer' }>;

interface StageListProps {
  readonly stages: readonly { readonly stage: string; readonly ms: number; readonly limitMs?: number }[];
}

/** A citizen's stages share three seconds, some of them with the person: none has a limit of its own. */
export const StageList = ({ stages }: StageListProps): VNode => (
  <ol class="stages">
    {stages.map(({ stage, ms, limitMs = WHOLE_VISIT_MS }) => (
      <li key={stage} data-late={ms > limitMs}>
        <span>{stage}</span>
        <progress max={limitMs} value={Math.min(ms, limitMs)} aria-label={stage} />
        <span>
          {ms.toFixed(1)} of {Math.round(limitMs)} ms
        </span>
      </li>
    ))}
  </ol>
);

export function Timeline({ told }: { readonly told: readonly Told[] }): VNode {
  const latest = told.find(({ event }) => event.type === 'stage')?.event;
  const visit = latest?.type === 'stage' ? latest.visit : undefined;
  const events = told.map(({ event }) => event);
  const stages = events.filter((event): event is Stage => event.type === 'stage' && event.visit === visit).reverse();
  const ended = events.find((event): event is Ended => event.type === 'answer' && event.visit === visit);
  const wholeMs = stages.reduce((sum, { ms }) => sum + ms, 0);
  return (
    <section>
      <h2>
        Visit <small>{ended && `${ended.reason} · ${Math.round(ended.ms ?? wholeMs)} ms of ${WHOLE_VISIT_MS}`}</small>
      </h2>
      <StageList stages={stages} />
    </section>
  );
}
