// Solves a symmetric, positive definite system by Cholesky's factors.

type Rows = readonly (readonly number[])[];

/** Of the matrix only the lower half is read. */
export function solveLinear(matrix: Rows, right: readonly number[]): number[] {
  const lower = factor(matrix);
  const forward: number[] = [];
  right.forEach((value, row) => {
    const known = forward.reduce((sum, solved, k) => sum + solved * at(lower, row, k), 0);
    forward.push((value - known) / at(lower, row, row));
  });
  const solution = new Array<number>(right.length).fill(0);
  for (let row = right.length - 1; row >= 0; row -= 1) {
    const known = solution.reduce((sum, solved, k) => sum + (k > row ? solved * at(lower, k, row) : 0), 0);
    solution[row] = ((forward[row] ?? 0) - known) / at(lower, row, row);
  }
  return solution;
}

const TINY = 1e-12;

const at = (rows: Rows, row: number, column: number): number => rows[row]?.[column] ?? 0;

function factor(matrix: Rows): Rows {
  const lower: number[][] = [];
  matrix.forEach((_, row) => {
    const line: number[] = [];
    for (let column = 0; column < row; column += 1) {
      const known = line.reduce((sum, value, k) => sum + value * at(lower, column, k), 0);
      line.push((at(matrix, row, column) - known) / at(lower, column, column));
    }
    const rest = line.reduce((sum, value) => sum - value * value, at(matrix, row, row));
    lower.push([...line, Math.sqrt(Math.max(TINY, rest))]);
  });
  return lower;
}
