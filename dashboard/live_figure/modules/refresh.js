// What the stage's frames put into each figure: the same numbers that the stage draws.

import { measureOf } from "../stage/measures.js";

const COSTS = ["train_cost", "test_cost"];

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

/** Put one measure of every frame into each trace, and the dotted line at the frame drawn. */
function follow(figure, { film, frame, scene }, measures) {
  const frames = shown(film);
  const steps = frames.map(({ step }) => step);
  measures.forEach((name, index) => {
    const values = frames.map((each) => measureOf(scene, each, name));
    figure.data[index] = curve(figure.data[index], steps, values);
  });
  const [line] = figure.layout.shapes;
  line.x0 = line.x1 = frame.step;
}

export const REFRESH = {
  cost(figure, stage) {
    follow(figure, stage, COSTS);
  },

  gradients(figure, stage) {
    const layers = figure.data.map((_, index) => `gradient ${index + 1}`);
    follow(figure, stage, layers);
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
