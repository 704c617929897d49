// The forward pass, and the only mathematics outside network/: Z = W A + b, A = g(Z).
// A browser test holds it to numpy. It draws; it never trains.

const ACTIVATIONS = {
  sigmoid: (z) => {
    for (let p = 0; p < z.length; p++) z[p] = 1 / (1 + Math.exp(-z[p]));
  },
  tanh: (z) => {
    for (let p = 0; p < z.length; p++) z[p] = Math.tanh(z[p]);
  },
  relu: (z) => {
    for (let p = 0; p < z.length; p++) if (z[p] < 0) z[p] = 0;
  },
  linear: () => {},
};

/** Where each layer's weights and biases lie in a frame's parameters. */
export function layersOf(dims) {
  const layers = [];
  let start = 0;
  for (let layer = 1; layer < dims.length; layer++) {
    const inputs = dims[layer - 1];
    const units = dims[layer];
    layers.push({ inputs, units, weights: start, biases: start + inputs * units });
    start += (inputs + 1) * units;
  }
  return layers;
}

/** Evaluates a network at a fixed set of points, reusing its memory from frame to frame. */
export class Forward {
  /**
   * @param scene dims and activations of the network
   * @param inputs one Float64Array per feature, all of one length: the points
   */
  constructor(scene, inputs) {
    this.layers = layersOf(scene.dims);
    this.names = scene.activations;
    this.inputs = inputs;
    const points = inputs[0].length;
    this.values = this.layers.map(({ units }) =>
      Array.from({ length: units }, () => new Float64Array(points)),
    );
  }

  /** Compute every unit's activation at every point: values[layer][unit][point]. */
  run(params) {
    let below = this.inputs;
    this.layers.forEach(({ inputs, units, weights, biases }, layer) => {
      const activate = ACTIVATIONS[this.names[layer]];
      for (let unit = 0; unit < units; unit++) {
        const z = this.values[layer][unit];
        z.fill(params[biases + unit]);
        for (let input = 0; input < inputs; input++) {
          const weight = params[weights + unit * inputs + input];
          const a = below[input];
          for (let p = 0; p < z.length; p++) z[p] += weight * a[p];
        }
        activate(z);
      }
      below = this.values[layer];
    });
    return this.values;
  }
}

/** A square grid over the plane, row by row from the top: one array per feature. */
export function planeGrid(extent, resolution) {
  const x1 = new Float64Array(resolution * resolution);
  const x2 = new Float64Array(resolution * resolution);
  for (let row = 0; row < resolution; row++) {
    for (let column = 0; column < resolution; column++) {
      // Each cell is evaluated at its middle, where its colour is true.
      x1[row * resolution + column] = extent * ((2 * column + 1) / resolution - 1);
      x2[row * resolution + column] = extent * (1 - (2 * row + 1) / resolution);
    }
  }
  return [x1, x2];
}

/** Every unit's activation at one point of the plane: values[layer][unit]. */
export function activationsAt(scene, params, x1, x2) {
  const point = new Forward(scene, [Float64Array.of(x1), Float64Array.of(x2)]);
  return point.run(params).map((units) => units.map((values) => values[0]));
}
