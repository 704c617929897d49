// Everything that is drawn for one frame: the network, the plane, and what the pointer is over.

import { activationsAt, Forward, planeGrid } from "./forward.js";
import { headOf, placeLayerButtons } from "./layer_buttons.js";
import { NetworkView } from "./network_view.js";
import { Palette, scaleOf } from "./palette.js";
import { drawPoint, PlaneView } from "./plane_view.js";
import { signedText } from "./words.js";

const LABELS = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU", linear: "linear" };
const MOST_RATIO = 2;

export class Picture {
  constructor(view, { requestDraw, askForLayers }) {
    this.view = view;
    this.requestDraw = requestDraw;
    this.askForLayers = askForLayers;
    this.network = new NetworkView(view.networkCanvas);
    this.plane = new PlaneView(view.mapCanvas, view.pointsCanvas);
    this.hover = null; // { kind: "unit" | "edge" | "point", ... }
    this.isFitted = false;
    this.observer = new ResizeObserver(() => this.refit());
    this.observer.observe(view.network);
    this.observer.observe(view.plane);
    this.listen();
  }

  setScene(scene) {
    this.scene = scene;
    this.hover = null;
    this.view.tip.hidden = true;
    const units = scene.dims.slice(1).reduce((sum, count) => sum + count, 0);
    // A large network gets coarser maps while it plays, and fine ones at rest.
    this.coarse = this.gridOf(units > 70 ? 40 : units > 36 ? 48 : 64);
    this.fine = this.gridOf(units > 36 ? 64 : 96);
    this.refit();
  }

  gridOf(resolution) {
    const inputs = planeGrid(this.scene.extent, resolution);
    return { resolution, inputs, forward: new Forward(this.scene, inputs) };
  }

  refit() {
    this.isFitted = false;
    this.requestDraw();
  }

  /** Take the sizes and colours of the page, if they may have changed. False while it has none. */
  fit() {
    if (this.isFitted) return true;
    const { view, scene } = this;
    const width = Math.floor(view.networkCanvas.clientWidth);
    const side = Math.floor(view.plane.clientWidth);
    if (!width || !side || !scene) return false;
    const style = getComputedStyle(view.root);
    const palette = new Palette(scene.palette, style);
    this.palette = palette;
    view.root.style.setProperty("--class0", palette.class0);
    view.root.style.setProperty("--class1", palette.class1);
    view.root.dataset.theme = palette.isDark ? "dark" : "light";
    this.network.font = style.fontFamily;
    const ratio = Math.min(MOST_RATIO, window.devicePixelRatio || 1);
    const height = Math.max(200, Math.floor(view.networkCanvas.clientHeight));
    this.network.layout(scene, width, height, ratio, (gap) => headOf(scene, gap));
    this.plane.layout(scene, side, ratio);
    this.plane.drawPoints(palette, style.fontFamily);
    this.names = this.layerNames();
    placeLayerButtons(view.layers, scene, this.network, this.askForLayers);
    this.showLegend();
    this.isFitted = true;
    return true;
  }

  /** The points have changed, and nothing else. */
  drawPoints() {
    if (this.isFitted) this.plane.drawPoints(this.palette, this.network.font);
  }

  layerNames() {
    const { dims, activations } = this.scene;
    return dims.map((count, layer) => {
      if (layer === 0) return ["features", "x"];
      const label = LABELS[activations[layer - 1]];
      if (layer === dims.length - 1) return ["output", "out"];
      return [`${count} ${label}`, `${count}`];
    });
  }

  draw(frame, isAtRest) {
    const grid = isAtRest ? this.fine : this.coarse;
    const { hover, palette, scene, network, plane } = this;
    const values = grid.forward.run(frame.params);
    // Units are drawn small: every second value of a fine grid is plenty.
    const stride = network.size > 30 && grid.resolution <= 64 ? 1 : 2;
    network.paintMaps(values, grid.inputs, grid.resolution, stride, palette);
    let point = null;
    if (hover?.kind === "point") {
      const inner = activationsAt(scene, frame.params, hover.x1, hover.x2);
      point = [[hover.x1, hover.x2], ...inner];
    }
    network.draw(frame.params, palette, { hover, point, names: this.names });
    const [map, scale, boundary] = this.planeMap(grid, values);
    plane.drawMap(map, grid.resolution, palette, scale, boundary);
    if (hover) this.showTip(frame, point);
  }

  /** The map on the plane: the prediction, or that of the unit under the pointer. */
  planeMap(grid, values) {
    const { hover, scene } = this;
    if (hover?.kind === "unit" && hover.layer === 0) {
      return [grid.inputs[hover.unit], [0, scene.extent], 0];
    }
    if (hover?.kind === "unit") {
      const activation = scene.activations[hover.layer - 1];
      const map = values[hover.layer - 1][hover.unit];
      const scale = scaleOf(activation, map);
      return [map, scale, activation === "relu" ? null : scale[0]];
    }
    return [values.at(-1)[0], [0.5, 0.5], 0.5];
  }

  showTip(frame, point) {
    const { hover, scene, view } = this;
    const digits = frame.fingerprint ? 6 : 4;
    const lines = [];
    if (hover.kind === "edge") {
      const from = hover.layer === 1 ? scene.features[hover.input] : `unit ${hover.input + 1}`;
      lines.push(
        `weight W${hover.layer}[${hover.unit + 1}, ${hover.input + 1}] from ${from}: ` +
          signedText(frame.params[hover.at], digits),
      );
    } else if (hover.kind === "unit" && hover.layer === 0) {
      lines.push(`${scene.features[hover.unit]}: ${scene.axes[hover.unit]}`);
    } else if (hover.kind === "unit") {
      const layer = this.network.layers[hover.layer - 1];
      const isOutput = hover.layer === scene.dims.length - 1;
      const name = isOutput ? "output" : `layer ${hover.layer}, unit ${hover.unit + 1}`;
      lines.push(`${name} (${LABELS[scene.activations[hover.layer - 1]]}), on the plane now`);
      lines.push(
        `bias b${hover.layer}[${hover.unit + 1}]: ` +
          signedText(frame.params[layer.biases + hover.unit], digits),
      );
    } else {
      const place = [hover.x1, hover.x2].map((x, axis) =>
        signedText(scene.centre[axis] + scene.spread[axis] * x, 2),
      );
      const chance = point.at(-1)[0];
      lines.push(`${scene.axes[0]} ${place[0]}, ${scene.axes[1]} ${place[1]}`);
      lines.push(`prediction ${chance.toFixed(digits)}: ${scene.classes[chance >= 0.5 ? 1 : 0]}`);
    }
    view.tip.replaceChildren(
      ...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })),
    );
    view.tip.hidden = false;
    const box = view.root.getBoundingClientRect();
    const left = Math.min(hover.pageX - box.left + 14, box.width - view.tip.offsetWidth - 4);
    view.tip.style.left = `${Math.max(4, left)}px`;
    view.tip.style.top = `${hover.pageY - box.top + 16}px`;
  }

  showLegend() {
    const { scene, palette, view } = this;
    const bar = `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1]
      .map((share) => palette.css(share))
      .join(",")})`;
    const text = (words) => Object.assign(document.createElement("span"), { textContent: words });
    const mark = (isPositive, isTest) => {
      const canvas = document.createElement("canvas");
      const ratio = Math.min(MOST_RATIO, window.devicePixelRatio || 1);
      canvas.width = canvas.height = 14 * ratio;
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      drawPoint(context, palette, 7, 7, 4.2, isPositive, isTest);
      return canvas;
    };
    const ramp = document.createElement("i");
    ramp.style.background = bar;
    view.legend.replaceChildren(
      mark(false, false),
      text(scene.classes[0]),
      ramp,
      mark(true, false),
      text(scene.classes[1]),
      ...(scene.test.length ? [mark(true, true), text("hollow: test")] : []),
      text(`across ${scene.axes[0]}, up ${scene.axes[1]}; lines: weights, − to +`),
    );
  }

  listen() {
    const { networkCanvas, pointsCanvas } = this.view;
    const follow = (canvas, find) => {
      const onMove = (event) => {
        if (!this.isFitted) return;
        const box = canvas.getBoundingClientRect();
        const found = find(event.clientX - box.left, event.clientY - box.top);
        this.hover = found && { ...found, pageX: event.clientX, pageY: event.clientY };
        if (!found) this.view.tip.hidden = true;
        this.requestDraw();
      };
      canvas.addEventListener("pointermove", onMove);
      canvas.addEventListener("pointerdown", onMove);
      canvas.addEventListener("pointercancel", () => this.leave());
      canvas.addEventListener("pointerleave", (event) => {
        // A finger that is lifted has pointed: what it pointed at stays until it points elsewhere.
        if (event.pointerType !== "touch") this.leave();
      });
    };
    this.onPointerDown = (event) => {
      const at = event.composedPath()[0];
      if (this.hover && at !== networkCanvas && at !== pointsCanvas) this.leave();
    };
    document.addEventListener("pointerdown", this.onPointerDown);
    follow(networkCanvas, (x, y) => this.network.hit(x, y));
    follow(pointsCanvas, (x, y) => {
      const place = this.plane.toPlane(x, y);
      return place && { kind: "point", x1: place[0], x2: place[1] };
    });
  }

  /** Nothing is pointed at any more. */
  leave() {
    this.hover = null;
    this.view.tip.hidden = true;
    this.requestDraw();
  }

  close() {
    document.removeEventListener("pointerdown", this.onPointerDown);
    this.observer.disconnect();
  }
}
