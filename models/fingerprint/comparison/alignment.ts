// How the first print is laid over the second: stretched, turned, moved.

/**
 * A place p of the first (pixels, y up) lies at R (1 + E) p + (right, up) of the second: R turns, and E is the strain of skin that
 * is pressed and dragged. Changed in place: comparison allocates nothing.
 */
export class Alignment {
  cos = 1;
  sin = 0;
  right = 0;
  up = 0;
  /** The strain, as shares of a length: of all lengths, of those across against those along, and askew. */
  dilation = 0;
  elongation = 0;
  shear = 0;

  /** How far it is from rigid. */
  get strain(): number {
    return Math.sqrt(this.dilation ** 2 + this.elongation ** 2 + this.shear ** 2);
  }

  set(other: Alignment): void {
    this.setRigid(other);
    this.dilation = other.dilation;
    this.elongation = other.elongation;
    this.shear = other.shear;
  }

  /** The same turn and shift, without strain. */
  setRigid({ cos, sin, right, up }: Alignment): void {
    this.cos = cos;
    this.sin = sin;
    this.right = right;
    this.up = up;
    this.dilation = 0;
    this.elongation = 0;
    this.shear = 0;
  }

  /** Turns further by an angle whose cosine and sine these are, about a place of the first, which stays where it is. */
  turn(cos: number, sin: number, x: number, y: number): void {
    const atX = this.placeX(x, y);
    const atY = this.placeY(x, y);
    const turnedCos = this.cos * cos - this.sin * sin;
    this.sin = this.sin * cos + this.cos * sin;
    this.cos = turnedCos;
    this.#keep(x, y, atX, atY);
  }

  /** Strains further; the place of the first stays where it is. */
  stretch(dilation: number, elongation: number, shear: number, x: number, y: number): void {
    const atX = this.placeX(x, y);
    const atY = this.placeY(x, y);
    this.dilation += dilation;
    this.elongation += elongation;
    this.shear += shear;
    this.#keep(x, y, atX, atY);
  }

  placeX(x: number, y: number): number {
    return this.cos * this.strainedX(x, y) - this.sin * this.strainedY(x, y) + this.right;
  }

  placeY(x: number, y: number): number {
    return this.sin * this.strainedX(x, y) + this.cos * this.strainedY(x, y) + this.up;
  }

  strainedX(x: number, y: number): number {
    return (1 + this.dilation + this.elongation) * x + this.shear * y;
  }

  strainedY(x: number, y: number): number {
    return this.shear * x + (1 + this.dilation - this.elongation) * y;
  }

  /** Moves so that the place (x, y) of the first lies at (atX, atY) of the second. */
  #keep(x: number, y: number, atX: number, atY: number): void {
    this.right += atX - this.placeX(x, y);
    this.up += atY - this.placeY(x, y);
  }
}
