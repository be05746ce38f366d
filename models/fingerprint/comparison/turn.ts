// Differences of angles.
const TAU = 2 * Math.PI;

/** An angle brought to [-pi, pi]. */
export const wrap = (angle: number): number => angle - TAU * Math.round(angle / TAU);
