// The terminal's own screen, in the size of a device.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Choice } from './choice.tsx';

interface Size {
  readonly what: string;
  readonly width: number;
  readonly height: number;
}

const SIZES: readonly Size[] = [
  { what: 'wall terminal, 480 x 800', width: 480, height: 800 },
  { what: 'wall terminal, 800 x 480', width: 800, height: 480 },
  { what: 'small terminal, 320 x 240', width: 320, height: 240 },
  { what: 'tablet, 1280 x 800', width: 1280, height: 800 },
  { what: 'kiosk, 1080 x 1920', width: 1080, height: 1920 },
];

const LAYOUTS = ['as configured', 'wall', 'kiosk'];
/** How much room the page has for it. */
const [MOST_WIDE, MOST_HIGH] = [560, 820];

export function ScreenFrame(): VNode {
  const [size, setSize] = useState(0);
  const [layout, setLayout] = useState(LAYOUTS[0] ?? '');
  const { width, height } = SIZES[size] ?? { width: 480, height: 800 };
  const scale = Math.min(1, MOST_WIDE / width, MOST_HIGH / height);
  const query = layout === LAYOUTS[0] ? '' : `?layout=${layout}`;
  return (
    <section class="device">
      <div class="row">
        <Choice
          label="Screen"
          options={SIZES.map(({ what }, at) => [String(at), what])}
          onChoose={(at) => setSize(Number(at))}
        />
        <Choice label="Layout" options={LAYOUTS.map((name) => [name, name])} onChoose={setLayout} />
      </div>
      <div class="glass" style={{ width: `${width * scale}px`, height: `${height * scale}px` }}>
        <iframe
          title="the terminal's screen"
          src={`/${query}`}
          style={{ width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` }}
        />
      </div>
    </section>
  );
}
