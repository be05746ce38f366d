// One thing that is typed, or ticked. Nothing of it is offered again by the browser.
import type { VNode } from 'preact';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  onType(typed: string): void;
}

export const Field = ({ label, value, onType }: FieldProps): VNode => (
  <label class="field">
    <span>{label}</span>
    <input
      type="text"
      value={value}
      autocomplete="off"
      spellcheck={false}
      maxLength={300}
      onInput={({ currentTarget }) => onType(currentTarget.value)}
    />
  </label>
);

interface TickProps {
  readonly label: string;
  readonly isOn: boolean;
  onChange(isOn: boolean): void;
}

export const Tick = ({ label, isOn, onChange }: TickProps): VNode => (
  <label class="tick">
    <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
    <span>{label}</span>
  </label>
);
