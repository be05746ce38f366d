// What a recogniser makes of a face: numbers that are alike for faces of one person. Guarded as the face itself is.

export interface FaceTemplate {
  /** The recogniser that made it: templates of different ones cannot be compared. */
  readonly model: string;
  readonly version: string;
  /** Of length 1. */
  readonly values: Float32Array;
}

/** The bytes of a template, to be zeroed. */
export const bytesOfTemplate = ({ values }: FaceTemplate): readonly Uint8Array[] => [
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
];
