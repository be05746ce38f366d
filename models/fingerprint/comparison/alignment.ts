// How the first print is laid over the second: turned, then moved.

/** A place p of the first (pixels, y up) lies at R p + (right, up) of the second. Changed in place: comparison allocates nothing. */
export class Alignment {
  cos = 1;
  sin = 0;
  right = 0;
  up = 0;

  set({ cos, sin, right, up }: Alignment): void {
    this.cos = cos;
    this.sin = sin;
    this.right = right;
    this.up = up;
  }

  /** Turns further by an angle whose cosine and sine these are, about a place of the first, which stays where it is. */
  turn(cos: number, sin: number, x: number, y: number): void {
    const atX = this.cos * x - this.sin * y + this.right;
    const atY = this.sin * x + this.cos * y + this.up;
    const turnedCos = this.cos * cos - this.sin * sin;
    this.sin = this.sin * cos + this.cos * sin;
    this.cos = turnedCos;
    this.right = atX - this.cos * x + this.sin * y;
    this.up = atY - this.sin * x - this.cos * y;
  }
}
