// Where lines run between the values of a grid, cell by cell (marching squares).

const LEAST = 1e-300; // a probability of 0 has no logarithm

/**
 * Trace where a map crosses a value.
 * @param place { x, y } of the first value and the `cell` between two, on the canvas
 */
export function levelLine(values, resolution, level, place) {
  const path = new Path2D();
  for (let row = 0; row + 1 < resolution; row++) {
    for (let column = 0; column + 1 < resolution; column++) {
      const at = row * resolution + column;
      const a = values[at] - level;
      const b = values[at + 1] - level;
      const c = values[at + resolution + 1] - level;
      const d = values[at + resolution] - level;
      cross(path, place, row, column, a, b, c, d);
    }
  }
  return path;
}

/**
 * Trace where the most probable class changes; `winners` says which it is at each place.
 *
 * Between two places the logarithms of probabilities change evenly, as softmax's Z does; the
 * probabilities themselves jump where the network is sure, and the line would follow the grid.
 */
export function winnerLines(maps, winners, resolution, place) {
  const path = new Path2D();
  for (let row = 0; row + 1 < resolution; row++) {
    for (let column = 0; column + 1 < resolution; column++) {
      const at = row * resolution + column;
      const below = at + resolution;
      const first = winners[at];
      const isSame = first === winners[at + 1] && first === winners[below];
      if (isSame && first === winners[below + 1]) continue;
      const corners = [at, at + 1, below + 1, below];
      const here = [...new Set(corners.map((corner) => winners[corner]))];
      // Between two classes one line; where three meet, each against the best of the others.
      for (const unit of here.length === 2 ? [first] : here) {
        const others = here.filter((other) => other !== unit);
        const logarithm = (of, corner) => Math.log(Math.max(maps[of][corner], LEAST));
        const lead = corners.map(
          (corner) =>
            logarithm(unit, corner) - Math.max(...others.map((other) => logarithm(other, corner))),
        );
        cross(path, place, row, column, ...lead);
      }
    }
  }
  return path;
}

/** Add what runs through one cell, where its corners (clockwise from the top left) are 0 between. */
function cross(path, { x: left, y: top, cell }, row, column, a, b, c, d) {
  const kind = (a > 0 ? 1 : 0) | (b > 0 ? 2 : 0) | (c > 0 ? 4 : 0) | (d > 0 ? 8 : 0);
  if (kind === 0 || kind === 15) return;
  const x = left + column * cell;
  const y = top + row * cell;
  const crossings = [];
  if (a > 0 !== b > 0) crossings.push([x + (cell * a) / (a - b), y]);
  if (b > 0 !== c > 0) crossings.push([x + cell, y + (cell * b) / (b - c)]);
  if (d > 0 !== c > 0) crossings.push([x + (cell * d) / (d - c), y + cell]);
  if (a > 0 !== d > 0) crossings.push([x, y + (cell * a) / (a - d)]);
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    path.moveTo(...crossings[index]);
    path.lineTo(...crossings[index + 1]);
  }
}
