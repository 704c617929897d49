// What the stage's frames put into each figure: the same numbers that the stage draws.

const TRAIN_COST = 0;
const TEST_COST = 1;
const GRADIENTS = 4;

function column(frames, index) {
  return frames.map((frame) => frame.measures[index]);
}

/** Frames of the film, thinned to what a curve can show. */
function shown(film) {
  const every = Math.ceil(film.frames.length / 600);
  const last = film.frames.length - 1;
  return film.frames.filter((_, index) => index % every === 0 || index === last);
}

/** A curve against the step; a single value, which makes no line, as a mark. */
function curve(trace, x, y) {
  return { ...trace, x, y, mode: x.length === 1 ? "markers" : "lines" };
}

function mark(figure, step) {
  const [line] = figure.layout.shapes;
  line.x0 = line.x1 = step;
}

export const REFRESH = {
  cost(figure, { film, frame }) {
    const frames = shown(film);
    const steps = frames.map(({ step }) => step);
    figure.data[0] = curve(figure.data[0], steps, column(frames, TRAIN_COST));
    figure.data[1] = curve(figure.data[1], steps, column(frames, TEST_COST));
    mark(figure, frame.step);
  },

  gradients(figure, { film, frame }) {
    const frames = shown(film);
    const steps = frames.map(({ step }) => step);
    figure.data = figure.data.map((trace, layer) =>
      curve(trace, steps, column(frames, GRADIENTS + layer)),
    );
    mark(figure, frame.step);
  },

  weights(figure, { frame, scene }) {
    let start = 0;
    let most = 0;
    figure.data = figure.data.map((trace, index) => {
      const inputs = scene.dims[index];
      const units = scene.dims[index + 1];
      const biases = start + inputs * units;
      const z = Array.from({ length: units }, (_, unit) => {
        const row = Array.from(
          frame.params.subarray(start + unit * inputs, start + (unit + 1) * inputs),
        );
        row.push(frame.params[biases + unit]);
        for (const value of row) most = Math.max(most, Math.abs(value));
        return row;
      });
      start = biases + units;
      return { ...trace, z };
    });
    figure.layout.coloraxis.cmin = -most || -1;
    figure.layout.coloraxis.cmax = most || 1;
  },
};
