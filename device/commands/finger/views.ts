// What a sensor shows of a print: all of it, or the part that lies in its window.
import type { GrayImage } from '../../../protocol/index.ts';
import { asModuleSees } from '../../images/as-module-sees.ts';

export type View = (picture: GrayImage) => GrayImage;

/** A window shows fewer minutiae, and scores mean something else. */
export const VIEWS: readonly View[] = [(picture) => picture, asModuleSees];
