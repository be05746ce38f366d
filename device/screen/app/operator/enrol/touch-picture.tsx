// The last touch: its ridges as the sensor saw them, its minutiae drawn over them, and how good it is.
import type { VNode } from 'preact';
import type { DrawnMinutia, TouchReport } from '../../../../../protocol/index.ts';
import { sayIn, useOnPage } from '../page-context.ts';

/** Pixels of the picture. */
const RADIUS = 4;
const TAIL = 12;

export function TouchPicture({ touch }: { readonly touch: TouchReport }): VNode {
  const { words, language } = useOnPage();
  const { number, widthPx, heightPx, minutiae, complaint } = touch;
  return (
    <figure class="touch">
      <div class="ridges">
        <img src={`/operator/touch/${number}`} width={widthPx} height={heightPx} alt={words.enrol.picture} />
        <svg viewBox={`0 0 ${widthPx} ${heightPx}`} aria-hidden="true">
          {minutiae.map((minutia) => (
            <Drawn key={`${minutia.x} ${minutia.y}`} {...minutia} />
          ))}
        </svg>
      </div>
      <figcaption>
        <Quality of={touch} /> <small>{words.enrol.points(minutiae.length)}</small>
        {complaint && <p class="complaint">{sayIn(language, complaint)}</p>}
      </figcaption>
    </figure>
  );
}

/** ISO/IEC 19794-2 counts angles counter-clockwise, and a picture's rows downwards. */
const Drawn = ({ x, y, angle, kind }: DrawnMinutia): VNode => (
  <g class="minutia" data-kind={kind}>
    <circle cx={x} cy={y} r={RADIUS} />
    <line x1={x} y1={y} x2={x + TAIL * Math.cos(angle)} y2={y - TAIL * Math.sin(angle)} />
  </g>
);

export function Quality({ of: { quality, complaint } }: { readonly of: TouchReport }): VNode {
  const { words } = useOnPage();
  return (
    <span class="quality" data-good={complaint === null}>
      <meter min={0} max={100} value={quality} aria-label={words.enrol.quality} />
      <b>{quality}</b>
    </span>
  );
}
