// What somebody who asks about their own data says to the service; whether it arrived.
import type { DataRequest } from '../../../../protocol/index.ts';
import { askInTurn, post } from '../ask.ts';
import { useOnScreen } from '../screen-context.ts';

export type Tie =
  | { readonly by: 'finger' }
  | { readonly by: 'number'; readonly number: string }
  | { readonly by: 'visit'; readonly reference: string }
  | { readonly by: 'counter' };

export interface RequestVoice {
  send(request: DataRequest, tie: Tie): void;
  leave(): void;
  askForHelp(): void;
}

/** What comes of it is told by events. */
export function useRequestVoice(): RequestVoice {
  const { state, tell } = useOnScreen();
  const { kind } = state.asking;
  const leave = (): void => {
    if (kind === 'sent' || kind === 'showing') post('/screen/request/leave');
    tell({ type: 'close-requests' });
  };
  return {
    send: (request, tie) => {
      const sending = Symbol(request);
      tell({ type: 'send-request', request, sending });
      askInTurn('/screen/request', { request, ...tie }).catch(() => tell({ type: 'request-lost', sending }));
    },
    leave,
    askForHelp: () => {
      leave();
      post('/screen/help');
    },
  };
}
