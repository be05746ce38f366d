// Who is to be enrolled, by which fingers, under which consent.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { KnownPerson } from '../../../../../protocol/index.ts';
import { ask, Refused } from '../../ask.ts';
import { CodeForm } from '../code-form.tsx';
import { useOnPage } from '../page-context.ts';
import { RefusalLine } from '../refusal.tsx';
import { useAsking } from '../use-asking.ts';
import { Field, Tick } from './field.tsx';
import { fingerName, Hands, type NamedFinger } from './hands.tsx';
import { SecondPerson } from './second-person.tsx';

interface Wish {
  readonly nameTh: string;
  readonly nameEn: string;
  readonly consentId: string;
  readonly fingers: readonly NamedFinger[];
  /** Undefined: none is wanted. */
  readonly duressFingers: readonly NamedFinger[] | undefined;
  readonly again: boolean;
  readonly isOverridden: boolean;
  readonly reason: string;
  /** The second operator. */
  readonly agreedBy: string | undefined;
}

const AT_FIRST: Wish = {
  ...{ nameTh: '', nameEn: '', consentId: '', fingers: ['right-index', 'left-index'], duressFingers: undefined },
  ...{ again: false, isOverridden: false, reason: '', agreedBy: undefined },
};

export function EnrolForm(): VNode {
  const { words } = useOnPage();
  const finding = useAsking<Found>();
  return (
    <CodeForm label={words.enrol.find} asking={finding} onAsk={(code) => void finding.ask(() => personOf(code))}>
      {finding.answer && <WishForm key={finding.answer.code} {...finding.answer} />}
    </CodeForm>
  );
}

interface Found {
  /** As it was asked for, whatever has been typed since. */
  readonly code: string;
  /** Null: nobody has this code here. */
  readonly person: KnownPerson | null;
}

async function personOf(code: string): Promise<Found> {
  try {
    return { code, person: await ask<KnownPerson>('POST', '/operator/person', { code }) };
  } catch (refusal) {
    if (refusal instanceof Refused && refusal.code === 'PERSON_UNKNOWN') return { code, person: null };
    throw refusal;
  }
}

function WishForm({ code, person }: Found): VNode {
  const { words } = useOnPage();
  const [wish, setWish] = useState<Wish>({ ...AT_FIRST, ...(person && namesOf(person)) });
  const beginning = useAsking<object>();
  const change = (changed: Partial<Wish>): void => setWish({ ...wish, ...changed });
  return (
    <>
      {person ? <Known person={person} /> : <p>{words.enrol.isNew}</p>}
      {!person && (
        <div class="row">
          <Field label={words.enrol.nameTh} value={wish.nameTh} onType={(nameTh) => change({ nameTh })} />
          <Field label={words.enrol.nameEn} value={wish.nameEn} onType={(nameEn) => change({ nameEn })} />
        </div>
      )}
      <div class="row">
        <Field label={words.enrol.consent} value={wish.consentId} onType={(consentId) => change({ consentId })} />
      </div>
      <h2>{words.enrol.fingers}</h2>
      <Hands chosen={wish.fingers} enrolled={person?.fingers ?? []} onChoose={(fingers) => change({ fingers })} />
      <p>{wish.fingers.map((finger) => words.fingers[finger]).join(', ')}</p>
      <Tick
        label={words.enrol.duress}
        isOn={wish.duressFingers !== undefined}
        onChange={(isOn) => change({ duressFingers: isOn ? [] : undefined })}
      />
      {wish.duressFingers && (
        <>
          <Hands chosen={wish.duressFingers} enrolled={[]} onChoose={(duressFingers) => change({ duressFingers })} />
          <p>{wish.duressFingers.map((finger) => words.fingers[finger]).join(', ')}</p>
        </>
      )}
      {person && person.fingers.length > 0 && (
        <Tick label={words.enrol.again} isOn={wish.again} onChange={(again) => change({ again })} />
      )}
      <Tick
        label={words.enrol.override}
        isOn={wish.isOverridden}
        onChange={(isOverridden) => change({ isOverridden, agreedBy: undefined })}
      />
      {wish.isOverridden && (
        <SecondPerson
          {...{ code, reason: wish.reason, agreedBy: wish.agreedBy }}
          // What was agreed to was said by another reason.
          onReason={(reason) => change({ reason, agreedBy: undefined })}
          onAgreed={(agreedBy) => change({ agreedBy })}
        />
      )}
      <RefusalLine refusal={beginning.refusal} />
      <button
        type="button"
        class="main"
        disabled={beginning.isBusy || !isWhole(wish)}
        onClick={() => void beginning.ask(() => ask('POST', '/operator/enrol', requestOf(code, wish)))}
      >
        {words.enrol.begin}
      </button>
    </>
  );
}

const namesOf = ({ nameTh, nameEn }: KnownPerson): Pick<Wish, 'nameTh' | 'nameEn'> => ({ nameTh, nameEn });
const isWhole = ({ nameTh, nameEn, fingers, duressFingers, isOverridden, agreedBy }: Wish): boolean =>
  (nameTh + nameEn).trim() !== '' &&
  fingers.length > 0 &&
  // One that is both would give away nothing, or everything.
  (duressFingers === undefined || (duressFingers.length > 0 && !fingers.some((one) => duressFingers.includes(one)))) &&
  (!isOverridden || agreedBy !== undefined);

function Known({ person }: { readonly person: KnownPerson }): VNode {
  const { words, language } = useOnPage();
  const { nameTh, nameEn, isOfFleet, fingers } = person;
  return (
    <p>
      <b>{(language === 'th' ? nameTh : nameEn) || nameTh || nameEn}</b>{' '}
      <small>
        {isOfFleet ? words.enrol.ofFleet : words.enrol.known}
        {fingers.length > 0 && `; ${words.enrol.has}: ${fingers.map((it) => fingerName(words.fingers, it)).join(', ')}`}
      </small>
    </p>
  );
}

function requestOf(code: string, wish: Wish): object {
  const { nameTh, nameEn, consentId, fingers, duressFingers, again, isOverridden } = wish;
  const consent = consentId.trim() === '' ? {} : { consentId };
  return { code, nameTh, nameEn, fingers, duressFingers, again, ...consent, override: isOverridden };
}
