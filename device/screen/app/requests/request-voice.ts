// What somebody who asks about their own data says to the service; whether it arrived.
import { useState } from 'preact/hooks';
import type { DataRequest } from '../../../../protocol/index.ts';
import { ask, post } from '../ask.ts';
import { useOnScreen } from '../screen-context.ts';

export type Tie =
  | { readonly by: 'finger' }
  | { readonly by: 'number'; readonly number: string }
  | { readonly by: 'visit'; readonly reference: string }
  | { readonly by: 'counter' };

export interface RequestVoice {
  /** What was said last did not arrive. */
  readonly isLost: boolean;
  send(request: DataRequest, tie: Tie): void;
  leave(): void;
  askForHelp(): void;
}

/** What comes of it is told by events. */
export function useRequestVoice(): RequestVoice {
  const { state, tell } = useOnScreen();
  const [isLost, setLost] = useState(false);
  const { kind } = state.asking;
  const leave = (): void => {
    if (kind === 'sent' || kind === 'showing') post('/screen/request/leave');
    tell({ type: 'close-requests' });
  };
  return {
    isLost,
    send: (request, tie) => {
      setLost(false);
      tell({ type: 'send-request', request });
      ask('POST', '/screen/request', { request, ...tie }).catch(() => {
        setLost(true);
        tell({ type: 'open-requests' });
      });
    },
    leave,
    askForHelp: () => {
      leave();
      post('/screen/help');
    },
  };
}
