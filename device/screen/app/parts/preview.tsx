// What the camera sees, as in a mirror, with a frame for the face.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useOnScreen } from '../screen-context.ts';

/** The camera may still be waking up. */
const AGAIN_MS = 500;

export function Preview({ challenge }: { readonly challenge?: string | undefined }): VNode {
  const { words } = useOnScreen();
  const [attempt, setAttempt] = useState(0);
  const [isDark, setDark] = useState(true);
  useEffect(() => {
    if (attempt === 0 || !isDark) return;
    const again = setTimeout(() => setAttempt((at) => at + 1), AGAIN_MS);
    return () => clearTimeout(again);
  }, [attempt, isDark]);
  return (
    <div class="camera" data-dark={isDark}>
      <img
        src={`/screen/preview?at=${attempt}`}
        alt={words.prove.camera}
        onLoad={() => setDark(false)}
        onError={() => {
          setDark(true);
          setAttempt((at) => at + 1);
        }}
      />
      <div class="oval" />
      {challenge && <div class="gesture" data-gesture={challenge} aria-hidden="true" />}
    </div>
  );
}
