// What the camera sees, as in a mirror, with a frame for the face.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useOnScreen } from '../screen-context.ts';

/** The camera may still be waking up. */
const AGAIN_MS = 500;

export function Preview({ challenge }: { readonly challenge?: string | undefined }): VNode {
  const { words } = useOnScreen();
  const [at, setAt] = useState(() => performance.now());
  const [isDark, setDark] = useState(true);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (!hasFailed) return;
    const again = setTimeout(() => {
      setFailed(false);
      setAt(performance.now());
    }, AGAIN_MS);
    return () => clearTimeout(again);
  }, [hasFailed]);
  return (
    <div class="camera" data-dark={isDark}>
      <img
        src={`/screen/preview?at=${Math.round(at)}`}
        alt={words.prove.camera}
        onLoad={() => setDark(false)}
        onError={() => {
          setDark(true);
          setFailed(true);
        }}
      />
      <div class="oval" />
      {challenge && <div class="gesture" data-gesture={challenge} aria-hidden="true" />}
    </div>
  );
}
