// The life of one device link as a table; the supervisor only carries out what it says.

export type LinkState = { readonly at: 'closed' | 'opening' | 'ready' | 'waiting'; readonly attempt: number };
export type LinkEvent = 'start' | 'opened' | 'failed' | 'lost' | 'delay-over' | 'stop';

type Transition = (attempt: number) => LinkState;

const transitions: Readonly<Record<LinkState['at'], Partial<Record<LinkEvent, Transition>>>> = {
  closed: { start: () => ({ at: 'opening', attempt: 0 }) },
  opening: {
    opened: () => ({ at: 'ready', attempt: 0 }),
    failed: (attempt) => ({ at: 'waiting', attempt }),
  },
  ready: { lost: () => ({ at: 'waiting', attempt: 0 }) },
  waiting: { 'delay-over': (attempt) => ({ at: 'opening', attempt: attempt + 1 }) },
};

export const CLOSED: LinkState = { at: 'closed', attempt: 0 };

export function nextLinkState(state: LinkState, event: LinkEvent): LinkState {
  if (event === 'stop') return CLOSED;
  return transitions[state.at][event]?.(state.attempt) ?? state;
}
