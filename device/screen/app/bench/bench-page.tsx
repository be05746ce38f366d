// The terminal's screen, and beside it all that one can do before it or to it, and what comes of it.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type Act, useTold } from './bench-hooks.ts';
import { BenchState } from './bench-state.tsx';
import { Citizens } from './citizens.tsx';
import { EventList } from './event-list.tsx';
import { Faults } from './faults.tsx';
import { ScreenFrame } from './screen-frame.tsx';
import { Staff } from './staff.tsx';
import { Timeline } from './timeline.tsx';

export function BenchPage(): VNode {
  const told = useTold();
  const [refusal, setRefusal] = useState('');
  const act: Act = (work) => () => {
    setRefusal('');
    work().catch((error: unknown) => setRefusal(error instanceof Error ? error.message : String(error)));
  };
  return (
    <>
      <ScreenFrame />
      <section class="bench">
        <h1>
          Bench <small>virtual devices, real protocols</small>
        </h1>
        <p class="refusal" role="alert">
          {refusal}
        </p>
        <Staff act={act} />
        <Citizens act={act} told={told[0]} />
        <Faults act={act} />
        <Timeline told={told} />
        <BenchState />
        <EventList told={told} />
      </section>
    </>
  );
}
