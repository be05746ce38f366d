// Which of the services that are offered here.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';
import type { Of } from '../state/happening.ts';
import type { VisitVoice } from './visit-voice.ts';

interface ServiceStepProps {
  readonly services: Of<'prove-services'>['services'];
  readonly voice: VisitVoice;
}

export function ServiceStep({ services, voice }: ServiceStepProps): VNode {
  const { say } = useOnScreen();
  return (
    <section class="services">
      {services.map(({ id, name, provider }) => (
        <button key={id} type="button" data-aloud disabled={voice.isBusy} onClick={() => voice.say('service', { id })}>
          {say(name)}
          <small>{say(provider)}</small>
        </button>
      ))}
    </section>
  );
}
