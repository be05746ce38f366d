// Pictures of clock visits, where policy, store and camera make them: who may have the camera, and what the disk can spare.

import type { ClosingOrder } from '../closing-order.ts';
import { VisitSnapshots } from '../flows/clock/visit-snapshots.ts';
import { snapshotJpeg } from '../images/snapshot-jpeg.ts';
import type { Devices } from './devices.ts';
import { hasRoomForPictures } from './disk-room.ts';
import type { Foundation } from './foundation.ts';

/** Undefined where the policy wants none, or none can be taken, which is said in the log. */
export function openVisitSnapshots(base: Foundation & Devices, closing: ClosingOrder): VisitSnapshots | undefined {
  const { snapshotPolicy: policy, camera, events, log, config } = base;
  const { snapshots: store } = base.stores;
  if (!policy.enabled) return undefined;
  if (!camera || !store) {
    log.warn({ camera: camera ? 'there' : 'none' }, 'the policy wants snapshots of visits, and none can be taken');
    return undefined;
  }
  const stop = events.listen((event) => {
    if (event.type !== 'prove') return;
    if (event.state === 'idle') camera.release();
    else camera.reserve();
  });
  closing.defer(stop);
  return closing.use(
    new VisitSnapshots({
      ...base,
      camera,
      store,
      policy,
      encode: ({ image }) => snapshotJpeg(image, policy),
      hasRoom: () => hasRoomForPictures(config.data.dir),
    }),
  );
}
