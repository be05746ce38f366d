// The terminal on the wall: staff put a finger on it and walk on.
import type { VNode } from 'preact';
import { Clock } from '../parts/clock.tsx';
import { Help } from '../parts/help.tsx';
import { Top } from '../parts/top.tsx';
import { RequestWay } from '../requests/request-way.tsx';
import { useOnScreen } from '../screen-context.ts';
import { CallPanel } from './call-panel.tsx';
import { ClaimPanel, ClaimWay } from './claim-panel.tsx';
import { DirectionKeys } from './direction-keys.tsx';
import { useStaffKeys } from './staff-keys.ts';
import { StandingPanel } from './standing-panel.tsx';

export function WallScreen(): VNode {
  const screen = useOnScreen();
  useStaffKeys(screen);
  const { state } = screen;
  const { claim, standing } = state;
  // Why it was not taken, or whom to turn to, is read before it goes on; whoever types is not disturbed.
  const isTold = (standing.kind === 'answer' || standing.kind === 'notice') && claim.kind !== 'typing';
  const isClaiming = claim.kind !== 'none' && !isTold;
  const mayChoose = claim.kind === 'none' || claim.kind === 'claimed';
  return (
    <div class="wall" data-claiming={isClaiming} data-standing={standing.kind}>
      <Top hasEase />
      {!isClaiming && <Clock />}
      {isClaiming ? <ClaimPanel /> : <StandingPanel />}
      {!isClaiming && <CallPanel />}
      {!state.closed && mayChoose && <DirectionKeys />}
      <footer>
        {!state.closed && <ClaimWay />}
        <RequestWay />
        <Help />
      </footer>
    </div>
  );
}
