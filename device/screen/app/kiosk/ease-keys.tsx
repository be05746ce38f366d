// For whoever sits, sees little, or does not read: what is touched lower down, stronger contrast, sentences read aloud.
import type { VNode } from 'preact';
import { EaseKey } from '../parts/ease.tsx';

export const EaseKeys = (): VNode => (
  <div class="ease">
    <EaseKey name="isLow" />
    <EaseKey name="isContrast" />
    <EaseKey name="isAloud" />
  </div>
);
