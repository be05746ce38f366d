// The discrete Fourier transform of a square whose side is a power of two, in place.

/** Real and imaginary part, row by row. */
export interface ComplexSquare {
  readonly side: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

export function transformSquare({ side, real, imaginary }: ComplexSquare): void {
  for (let row = 0; row < side; row += 1) transform(real, imaginary, { from: row * side, step: 1, length: side });
  for (let column = 0; column < side; column += 1)
    transform(real, imaginary, { from: column, step: side, length: side });
}

interface Line {
  readonly from: number;
  readonly step: number;
  readonly length: number;
}

/** Cooley and Tukey, radix two. */
function transform(real: Float64Array, imaginary: Float64Array, line: Line): void {
  reverseBits(real, imaginary, line);
  const { from, step, length } = line;
  for (let half = 1; half < length; half *= 2)
    for (let k = 0; k < half; k += 1) {
      const angle = (-Math.PI * k) / half;
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
      for (let start = k; start < length; start += 2 * half) {
        const a = from + start * step;
        const b = a + half * step;
        const [re, im] = [real[b] ?? 0, imaginary[b] ?? 0];
        const [turnedRe, turnedIm] = [re * cosine - im * sine, re * sine + im * cosine];
        const [keptRe, keptIm] = [real[a] ?? 0, imaginary[a] ?? 0];
        real[b] = keptRe - turnedRe;
        imaginary[b] = keptIm - turnedIm;
        real[a] = keptRe + turnedRe;
        imaginary[a] = keptIm + turnedIm;
      }
    }
}

function reverseBits(real: Float64Array, imaginary: Float64Array, { from, step, length }: Line): void {
  for (let at = 1, reversed = 0; at < length; at += 1) {
    let bit = length >> 1;
    for (; reversed & bit; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (at >= reversed) continue;
    const [a, b] = [from + at * step, from + reversed * step];
    const [re, im] = [real[a] ?? 0, imaginary[a] ?? 0];
    real[a] = real[b] ?? 0;
    imaginary[a] = imaginary[b] ?? 0;
    real[b] = re;
    imaginary[b] = im;
  }
}
