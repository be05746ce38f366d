// Four things that everybody may ask, each with what happens then and by when.
import type { VNode } from 'preact';
import type { DataRequest } from '../../../../protocol/index.ts';
import { useOnScreen } from '../screen-context.ts';
import type { RequestVoice } from './request-voice.ts';

const KINDS: readonly DataRequest[] = ['access', 'correction', 'withdrawal', 'erasure'];

export function Choices({ voice }: { readonly voice: RequestVoice }): VNode {
  const { state, words, tell } = useOnScreen();
  // Citizens left no finger here: an earlier visit ties it to them.
  const choose = (request: DataRequest): void => {
    if (state.about?.layout === 'kiosk') tell({ type: 'choose-request', request, next: 'reference' });
    else voice.send(request, { by: 'finger' });
  };
  return (
    <section class="requests">
      <h1 data-told="politely">{words.requests.title}</h1>
      {KINDS.map((kind) => (
        <button key={kind} type="button" data-aloud onClick={() => choose(kind)}>
          <b>{words.requests.kinds[kind].what}</b>
          <small>{words.requests.kinds[kind].next}</small>
        </button>
      ))}
    </section>
  );
}
