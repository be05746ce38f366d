// What the disk can spare for pictures.
import { diskOf } from './self-portrait.ts';

/** So much of the disk is the journal's: as much as `doctor` wants to see free. */
const LEFT_FREE_BYTES = 512 * 1024 * 1024;

export const hasRoomForPictures = (dataDir: string): boolean => (diskOf(dataDir)?.freeBytes ?? 0) >= LEFT_FREE_BYTES;
