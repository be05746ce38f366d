// Nobody is there: what this kiosk is for, and how one begins.
import type { VNode } from 'preact';
import type { OutcomeMessage } from '../../../../protocol/index.ts';
import { Clock } from '../parts/clock.tsx';
import { Help } from '../parts/help.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { Top } from '../parts/top.tsx';
import { RequestWay } from '../requests/request-way.tsx';
import { useOnScreen } from '../screen-context.ts';
import { CallPanel } from '../wall/call-panel.tsx';
import { ClaimWay } from '../wall/claim-panel.tsx';
import { DirectionKeys } from '../wall/direction-keys.tsx';
import { useStaffKeys } from '../wall/staff-keys.ts';
import { EaseKeys } from './ease-keys.tsx';

export function Attract(): VNode {
  const screen = useOnScreen();
  useStaffKeys(screen);
  const { state } = screen;
  return (
    <div class="kiosk attract">
      <Top />
      <Clock />
      {state.closed ? <Closed why={state.closed} /> : <Invitation />}
      <CallPanel />
      {!state.closed && <DirectionKeys />}
      <EaseKeys />
      <footer>
        {!state.closed && <ClaimWay />}
        <RequestWay />
        <Help />
      </footer>
    </div>
  );
}

const Closed = ({ why }: { readonly why: OutcomeMessage }): VNode => (
  <section class="middle" data-told="politely">
    <Sentence message={why} />
  </section>
);

function Invitation(): VNode {
  const { state, words } = useOnScreen();
  const isHere = state.about?.prove.here ?? false;
  return (
    <section class="middle" data-told="politely">
      <h1>{words.attract.welcome}</h1>
      {isHere && <div class="card-in" aria-hidden="true" />}
      <p class="what" data-aloud>
        {isHere ? words.attract.insert : words.attract.closed}
      </p>
      {isHere && (
        <p class="todo" data-aloud>
          {words.attract.how}
        </p>
      )}
      {state.about?.fingers && <p class="aside">{words.attract.finger}</p>}
    </section>
  );
}
