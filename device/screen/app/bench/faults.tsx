// What can break, for how long, and time that passes at once.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import type { Act } from './bench-hooks.ts';
import { Choice } from './choice.tsx';

const FAULTS = [
  ...['sensor unplug', 'sensor silence', 'sensor garbage', 'sensor slow', 'light unplug', 'broker unplug', 'disk full'],
  ...['worker unplug', 'card unplug', 'card silence', 'camera unplug', 'camera silence', 'clock back', 'power off'],
];
const LASTS: readonly (readonly [string, string])[] = [
  ['2000', '2 s'],
  ['5000', '5 s'],
  ['15000', '15 s'],
  ['', 'until mended'],
];
const STEPS: readonly (readonly [string, string])[] = [
  ['60000', 'a minute'],
  ['3600000', 'an hour'],
  ['86400000', 'a day'],
];

export function Faults({ act }: { readonly act: Act }): VNode {
  const [what, setWhat] = useState(FAULTS[0] ?? '');
  const [forMs, setForMs] = useState('2000');
  const [stepMs, setStepMs] = useState('60000');
  const breakIt = () => {
    const [device, fault] = what.split(' ');
    return ask('POST', '/bench/fault', { device, fault, ...(forMs && { forMs: Number(forMs) }) });
  };
  return (
    <section>
      <h2>Faults</h2>
      <div class="row">
        <Choice label="Fault" options={FAULTS.map((it) => [it, it])} onChoose={setWhat} />
        <Choice label="for" options={LASTS} onChoose={setForMs} />
        <button type="button" onClick={act(breakIt)}>
          Break it
        </button>
        <button type="button" onClick={act(() => ask('POST', '/bench/fault', { device: 'broker', fault: 'unplug' }))}>
          Pull the network
        </button>
        <button type="button" onClick={act(() => ask('DELETE', '/bench/fault'))}>
          Mend all
        </button>
        <Choice label="Clock" options={STEPS} onChoose={setStepMs} />
        <button type="button" onClick={act(() => ask('POST', '/bench/clock', { advanceMs: Number(stepMs) }))}>
          Let it pass
        </button>
      </div>
    </section>
  );
}
