// One of several, by name.
import type { VNode } from 'preact';

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly value?: string;
  onChoose(value: string): void;
}

export const Choice = ({ label, options, value, onChoose }: ChoiceProps): VNode => (
  <label>
    {label}
    <select {...(value !== undefined && { value })} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {options.map(([of, text]) => (
        <option key={of} value={of}>
          {text}
        </option>
      ))}
    </select>
  </label>
);
