// What came of an enrolment; of a duplicate also whose finger it is already.
import type { VNode } from 'preact';
import type { EnrolmentState } from '../../../../../protocol/index.ts';
import { ask } from '../../ask.ts';
import { sayIn, useOnPage } from '../page-context.ts';
import { fingerName } from './hands.tsx';
import { TouchPicture } from './touch-picture.tsx';
import { TouchList } from './touches.tsx';

export function EnrolOver({ over }: { readonly over: Extract<EnrolmentState, { kind: 'over' }> }): VNode {
  const { words, language } = useOnPage();
  const { enrolled, reason, message, finger, alike, touches } = over;
  const last = touches.at(-1);
  return (
    <>
      <p class="result" data-good={enrolled} role="status">
        {finger && `${fingerName(words.fingers, finger)}: `}
        {sayIn(language, message)}
      </p>
      {reason === 'duplicate' && alike.length === 0 && <p>{words.enrol.twice}</p>}
      {alike.length > 0 && (
        <div class="alike">
          <p>{words.enrol.alike}</p>
          <ul>
            {alike.map(({ code, nameTh, nameEn }) => (
              <li key={code}>
                {code} {(language === 'th' ? nameTh : nameEn) || nameTh || nameEn}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div class="columns">
        <TouchList touches={touches} />
        {last && enrolled && <TouchPicture touch={last} />}
      </div>
      <button type="button" class="main" onClick={() => void ask('DELETE', '/operator/enrol').catch(() => undefined)}>
        {words.enrol.done}
      </button>
    </>
  );
}
