// Before the camera: as in a mirror, with a frame for the face, and what to change or to do.
import type { VNode } from 'preact';
import { Preview } from '../parts/preview.tsx';
import { useOnScreen } from '../screen-context.ts';
import type { ProveVisit } from '../state/prove-visit.ts';
import { Greeting } from './greeting.tsx';

export function CameraStep({ visit }: { readonly visit: ProveVisit }): VNode {
  const { words, say } = useOnScreen();
  const { guide, challenge } = visit;
  const guidance = challenge?.guidance ?? guide?.guidance;
  return (
    <section class="middle looking">
      <Greeting visit={visit} />
      <Preview challenge={challenge?.kind} />
      <p class={challenge ? 'what large' : 'what'} data-told="at-once" data-aloud>
        {guidance ? say(guidance) : guide && words.prove.hold}
      </p>
      {guide && !challenge && <progress max={guide.needed} value={guide.held} aria-label={words.prove.hold} />}
    </section>
  );
}
