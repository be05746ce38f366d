// A staff code that is asked for: what was found goes as soon as another is typed.
import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Field } from './enrol/field.tsx';
import { useOnPage } from './page-context.ts';
import { RefusalLine } from './refusal.tsx';
import type { Asking } from './use-asking.ts';

interface CodeFormProps<T> {
  /** What the key says. */
  readonly label: string;
  readonly asking: Asking<T>;
  onAsk(code: string): void;
  readonly children: ComponentChildren;
}

export function CodeForm<T>({ label, asking, onAsk, children }: CodeFormProps<T>): VNode {
  const { words } = useOnPage();
  const [code, setCode] = useState('');
  const type = (typed: string): void => {
    setCode(typed);
    asking.forget();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(code.trim());
      }}
    >
      <div class="row">
        <Field label={words.enrol.code} value={code} onType={type} />
        <button type="submit" disabled={code.trim() === '' || asking.isBusy}>
          {label}
        </button>
      </div>
      <RefusalLine refusal={asking.refusal} />
      {children}
    </form>
  );
}
