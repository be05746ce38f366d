// What the parts of the bench share: what has happened, what is offered, and how a button does what it is for.
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { KioskEvent } from '../../../../protocol/index.ts';
import { ask } from '../ask.ts';

const MOST_EVENTS = 80;

export interface Told {
  readonly number: number;
  readonly event: KioskEvent;
}

/** Does what a button is for; what is refused stands on the page. */
export type Act = (work: () => Promise<unknown>) => () => void;

/** The latest first. */
export function useTold(): readonly Told[] {
  const [told, setTold] = useState<readonly Told[]>([]);
  const add = useCallback((event: KioskEvent) => {
    setTold((before) => [{ number: (before[0]?.number ?? 0) + 1, event }, ...before].slice(0, MOST_EVENTS));
  }, []);
  useEffect(() => {
    const source = new EventSource('/bench/events');
    source.onmessage = ({ data }) => add(JSON.parse(data) as KioskEvent); // written by the service's own stream
    return () => source.close();
  }, [add]);
  return told;
}

/** What the bench offers; undefined until it is known, or where it has none. */
export function useOffer<T>(path: string): T | undefined {
  const [offer, setOffer] = useState<T>();
  useEffect(() => {
    ask<T>('GET', path).then(setOffer, () => undefined);
  }, [path]);
  return offer;
}
