// The forward pass, and the only mathematics outside network/: features of a point, then Z = W A + b
// and A = g(Z), layer by layer. A browser test holds it to numpy. It draws; it never trains.

/** What a network can be given of a point (x₁, x₂); and the largest size of it on the plane. */
const FEATURES = {
  x1: { at: (x1) => x1, most: (extent) => extent },
  x2: { at: (x1, x2) => x2, most: (extent) => extent },
  "x1^2": { at: (x1) => x1 * x1, most: (extent) => extent * extent },
  "x2^2": { at: (x1, x2) => x2 * x2, most: (extent) => extent * extent },
  "x1*x2": { at: (x1, x2) => x1 * x2, most: (extent) => extent * extent },
  "sin x1": { at: (x1) => Math.sin(x1), most: mostOfSine },
  "sin x2": { at: (x1, x2) => Math.sin(x2), most: mostOfSine },
};

function mostOfSine(extent) {
  return Math.sin(Math.min(extent, Math.PI / 2));
}

/** Compute what a scene's network is given of points: one array per feature. */
export function featuresOf({ features }, [x1, x2]) {
  return features.map(([key]) => x1.map((value, p) => FEATURES[key].at(value, x2[p])));
}

/** The largest size that a feature has anywhere on the plane. */
export function mostOf([key], extent) {
  return FEATURES[key].most(extent);
}

// Each turns a layer's Z into its A, in place: one Float64Array per unit. All but softmax work on
// every unit alone.
const ACTIVATIONS = {
  sigmoid: eachUnit((z) => {
    for (let p = 0; p < z.length; p++) z[p] = 1 / (1 + Math.exp(-z[p]));
  }),
  tanh: eachUnit((z) => {
    for (let p = 0; p < z.length; p++) z[p] = Math.tanh(z[p]);
  }),
  relu: eachUnit((z) => {
    for (let p = 0; p < z.length; p++) if (z[p] < 0) z[p] = 0;
  }),
  linear: () => {},
  softmax,
};

function eachUnit(activate) {
  return (layer) => layer.forEach(activate);
}

/** exp(z) over the sum of all units' exp(z); less the largest z, or exp would overflow. */
function softmax(layer) {
  const most = layer[0].slice();
  for (const z of layer) for (let p = 0; p < z.length; p++) if (z[p] > most[p]) most[p] = z[p];
  const sum = new Float64Array(most.length);
  for (const z of layer) {
    for (let p = 0; p < z.length; p++) sum[p] += z[p] = Math.exp(z[p] - most[p]);
  }
  for (const z of layer) for (let p = 0; p < z.length; p++) z[p] /= sum[p];
}

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
   * @param inputs one Float64Array per feature, all of one length: see `featuresOf`
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
      for (let unit = 0; unit < units; unit++) {
        const z = this.values[layer][unit];
        z.fill(params[biases + unit]);
        for (let input = 0; input < inputs; input++) {
          const weight = params[weights + unit * inputs + input];
          const a = below[input];
          for (let p = 0; p < z.length; p++) z[p] += weight * a[p];
        }
      }
      below = this.values[layer];
      ACTIVATIONS[this.names[layer]](below);
    });
    return this.values;
  }
}

/** A square grid over the plane, row by row from the top: x₁ and x₂ of each point. */
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

/** Every feature and every unit's activation at one point of the plane: values[layer][unit]. */
export function activationsAt(scene, params, x1, x2) {
  const inputs = featuresOf(scene, [Float64Array.of(x1), Float64Array.of(x2)]);
  const layers = [inputs, ...new Forward(scene, inputs).run(params)];
  return layers.map((units) => units.map((values) => values[0]));
}
