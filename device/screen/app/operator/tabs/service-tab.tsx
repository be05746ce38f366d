// The service menu: how the devices are spoken to, the lamp's colours, what the camera sees, a new start.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { LightName, ServiceFacts } from '../../../../../protocol/index.ts';
import { ask } from '../../ask.ts';
import { useOnPage } from '../page-context.ts';
import { RefusalLine } from '../refusal.tsx';
import { useAsking } from '../use-asking.ts';
import { Facts } from './facts.tsx';
import { useFacts } from './use-facts.ts';

/** Of the three seconds of a visit, what one picture may take (below 460,800 baud it takes more). */
const SLOW_MS = 1000;
/** As long as the service shows pictures: the last of them does not stay. */
const LOOK_MS = 30_000;

export function ServiceTab(): VNode {
  const { answer, refusal } = useFacts<ServiceFacts>('/operator/service');
  return (
    <>
      <RefusalLine refusal={refusal} />
      {answer && (
        <div class="columns">
          <section>
            <Sensor sensor={answer.sensor} />
            <Lamp light={answer.light} />
          </section>
          <section>
            <Camera camera={answer.camera} />
            <Settings facts={answer} />
          </section>
        </div>
      )}
      <Restart />
    </>
  );
}

function Sensor({ sensor }: { readonly sensor: ServiceFacts['sensor'] }): VNode {
  const { words } = useOnPage();
  const { service: said, terminal } = words;
  const { model, bus, baud, imageTransferMs, state, fault } = sensor;
  return (
    <>
      <h2>{said.sensor}</h2>
      <Facts
        of={[
          [said.model, model ?? terminal.none],
          [said.bus, bus ?? terminal.none],
          ...(baud === null ? [] : ([[said.baud, String(baud)]] as const)),
          ...(imageTransferMs === null ? [] : ([[said.transfer, `${imageTransferMs} ms`]] as const)),
          [said.state, state],
          ...(fault === null ? [] : ([[said.fault, fault]] as const)),
        ]}
      />
      {imageTransferMs !== null && imageTransferMs > SLOW_MS && <p class="complaint">{said.slow}</p>}
    </>
  );
}

const LIGHTS: readonly LightName[] = ['ready', 'busy', 'accepted', 'refused', 'attention', 'fault', 'off'];

function Lamp({ light }: { readonly light: ServiceFacts['light'] }): VNode {
  const { words } = useOnPage();
  const { service: said } = words;
  const lighting = useAsking<object>();
  return (
    <>
      <h2>{said.lamp}</h2>
      <Facts
        of={[
          [said.model, light.model],
          [said.state, light.state],
        ]}
      />
      <div class="row">
        {LIGHTS.map((show) => (
          <button
            key={show}
            type="button"
            disabled={lighting.isBusy}
            onClick={() => void lighting.ask(() => ask('POST', '/operator/service/light', { show }))}
          >
            {said.lights[show]}
          </button>
        ))}
      </div>
      <RefusalLine refusal={lighting.refusal} />
    </>
  );
}

function Camera({ camera }: { readonly camera: ServiceFacts['camera'] }): VNode {
  const { words } = useOnPage();
  const { service: said, terminal } = words;
  const [lookingAt, setLooking] = useState<number>();
  useEffect(() => {
    if (lookingAt === undefined) return;
    const over = setTimeout(() => setLooking(undefined), LOOK_MS);
    return () => clearTimeout(over);
  }, [lookingAt]);
  return (
    <>
      <h2>{said.camera}</h2>
      {camera ? (
        <>
          <Facts
            of={[
              [said.model, camera.model],
              [said.bus, `${camera.bus}, ${camera.widthPx}x${camera.heightPx}, ${camera.framesPerSecond}/s`],
              [said.state, camera.state],
            ]}
          />
          <button type="button" onClick={() => setLooking(lookingAt === undefined ? Date.now() : undefined)}>
            {lookingAt === undefined ? said.look : said.stopLooking}
          </button>
          {lookingAt !== undefined && (
            <img
              class="seen"
              src={`/operator/service/camera?at=${lookingAt}`}
              alt={said.seen}
              onError={() => setLooking(undefined)}
            />
          )}
        </>
      ) : (
        <p>{terminal.none}</p>
      )}
    </>
  );
}

function Settings({ facts }: { readonly facts: ServiceFacts }): VNode {
  const { words } = useOnPage();
  const { service: said, terminal } = words;
  return (
    <>
      <h2>{said.readers}</h2>
      <p>{facts.readers.join(', ') || terminal.none}</p>
      <h2>{said.settings}</h2>
      <Facts of={Object.entries(facts.settings)} />
      <p>{said.change}</p>
    </>
  );
}

function Restart(): VNode {
  const { words } = useOnPage();
  const { service: said } = words;
  const [isSure, setSure] = useState(false);
  const restarting = useAsking<object>();
  const press = (): void => {
    setSure(true);
    if (isSure) void restarting.ask(() => ask('POST', '/operator/service/restart', {}));
  };
  return (
    <div class="row">
      <button type="button" disabled={restarting.isBusy} onClick={press}>
        {isSure ? said.sure : said.restart}
      </button>
      <RefusalLine refusal={restarting.refusal} />
    </div>
  );
}
