// The door of device/update: releases of the software, staged, tried, kept or left.

export { AskedFolder, type Said, saidTo, takeAsked } from './asked.ts';
export { hardwareName } from './hardware-name.ts';
export { openUpdater } from './open-updater.ts';
export { PLACES, publisherFolders } from './places.ts';
export { makePublisherKey, openPublisherKey, publishersIn, trustPublisher } from './publishers.ts';
export { digestOfFile, packRelease, treeOf } from './release-archive.ts';
export { ownFolder, type ReleaseNote, releaseIn } from './release-note.ts';
export type { SlotPlaces } from './slot-store.ts';
export type { Slots } from './slots.ts';
export { alone } from './update-lock.ts';
export { Updater } from './updater.ts';
export { type OrderedRelease, type Standing, type TellStage, Updates } from './updates.ts';
