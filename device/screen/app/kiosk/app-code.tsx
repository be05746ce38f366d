// A code for the app on the person's telephone that waits for the result, beside the notice.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';
import type { ProveVisit } from '../state/prove-visit.ts';
import { clockOf, secondsTo } from './time-left.tsx';

export function AppCode({ visit: { number, app, appCodeEndsAt } }: { readonly visit: ProveVisit }): VNode | null {
  const { state, words, say } = useOnScreen();
  if (!app) return null;
  return (
    <div class="app-code">
      {appCodeEndsAt !== undefined && (
        <img src={`/screen/prove/app-code?visit=${number}`} alt={words.prove.appCodeIs} />
      )}
      <div>
        <p data-told="politely">{say(app)}</p>
        {appCodeEndsAt !== undefined && <p>{words.prove.appCode(clockOf(secondsTo(appCodeEndsAt, state.now)))}</p>}
      </div>
    </div>
  );
}
