import type { Expression } from '../../model.js';
import type { Call, Expression as Syntax } from '../../syntax.js';
import { MAX_MATRIX_ROWS } from '../limits.js';
import { divide, multiply, number, operation, select, subtract } from '../model/operations.js';
import { fail } from '../problems.js';
import { type Context, expand, spend } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { shared } from '../scope/hidden-variables.js';
import { currentOrdinal, jointResult, lastDimensions, withElement } from './joint-results.js';

type Matrix = Expression[][];

/** INVERT MATRIX(m[D1,D2], size): Gauss-Jordan elimination, written out; rows are exchanged by selections. */
export function invertMatrix(call: Call, context: Context): Expression {
  const [operand] = call.arguments as readonly [Syntax];
  const [rows, columns] = lastDimensions(operand, 2, call, context);
  const size = rows.elements.length;
  if (columns.elements.length !== size || size > MAX_MATRIX_ROWS) {
    fail(context, `INVERT MATRIX needs a square matrix of at most ${MAX_MATRIX_ROWS} rows`, call.at);
  }
  const inverse = jointResult(call, [rows, columns], context, (): Matrix => {
    spend(8 * size ** 3, context, call.at);
    const matrix = rows.elements.map((row) =>
      columns.elements.map((column) =>
        expand(operand, withElement(columns, column, withElement(rows, row, context))),
      ),
    );
    return invert(matrix, (expression) => shared(context, `#cell<${textOf(call)}#`, expression));
  });
  return inverse[currentOrdinal(rows, call, context)][currentOrdinal(columns, call, context)];
}

function invert(matrix: Matrix, share: (expression: Expression) => Expression): Matrix {
  const size = matrix.length;
  const rows = matrix.map((row, index) => [
    ...row.map(share),
    ...row.map((_, column) => number(column === index ? 1 : 0)),
  ]);
  for (let pivot = 0; pivot < size; pivot++) {
    for (let other = pivot + 1; other < size; other++) {
      const larger = share(
        operation('gt', operation('abs', rows[other][pivot]), operation('abs', rows[pivot][pivot])),
      );
      const [upper, lower] = [rows[pivot], rows[other]];
      rows[pivot] = upper.map((cell, column) => share(select(larger, lower[column], cell)));
      rows[other] = lower.map((cell, column) => share(select(larger, upper[column], cell)));
    }
    const divisor = rows[pivot][pivot];
    const scaled = rows[pivot].map((cell) => share(divide(cell, divisor)));
    rows[pivot] = scaled;
    for (let other = 0; other < size; other++) {
      if (other === pivot) continue;
      const factor = rows[other][pivot];
      rows[other] = rows[other].map((cell, column) =>
        share(subtract(cell, multiply(factor, scaled[column]))),
      );
    }
  }
  return rows.map((row) => row.slice(size));
}
