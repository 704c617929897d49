// Everything that is drawn for one frame: the network, the plane, and what the pointer is over.

import { activationsAt, featuresOf, Forward, layersOf, planeGrid } from "./forward.js";
import { headOf, placeLayerButtons } from "./layer_buttons.js";
import { showLegend } from "./legend.js";
import { NetworkView } from "./network_view.js";
import { Palette } from "./palette.js";
import { PlaneView } from "./plane_view.js";
import { listenToPointer } from "./pointing.js";
import { surfaceOf } from "./surface.js";
import { LABELS, showTip, tipLines } from "./tip.js";

const MOST_RATIO = 2;

export class Picture {
  /**
   * @param view the stage's elements
   * @param tell requestDraw(), askForLayers(hidden); and tellChoice(chosen), a weight, a unit or null
   */
  constructor(view, { requestDraw, askForLayers, tellChoice }) {
    this.view = view;
    this.requestDraw = requestDraw;
    this.askForLayers = askForLayers;
    this.tellChoice = tellChoice;
    this.network = new NetworkView(view.networkCanvas);
    this.plane = new PlaneView(view.mapCanvas, view.pointsCanvas);
    this.hover = null; // { kind: "unit" | "edge" | "point", ... }
    this.chosen = null; // { kind: "unit" | "weight", layer, row, column }, or
    this.told = ""; // what the server said of it last
    this.frozen = new Set(); // where among the parameters those lie that do not learn
    this.isFitted = false;
    this.observer = new ResizeObserver(() => this.refit());
    this.observer.observe(view.network);
    this.observer.observe(view.plane);
    this.stopListening = listenToPointer(this, view);
  }

  setScene(scene) {
    this.scene = scene;
    this.hover = null;
    this.view.tip.hidden = true;
    if (!isPartOf(scene, this.chosen)) this.chosen = null;
    const units = scene.dims.slice(1).reduce((sum, count) => sum + count, 0);
    // A large network gets coarser maps while it plays, and fine ones at rest.
    this.coarse = this.gridOf(units > 70 ? 40 : units > 36 ? 48 : 64);
    this.fine = this.gridOf(units > 36 ? 64 : 96);
    this.refit();
  }

  /** Take what the server says was chosen: in another stage, say, or in another network. */
  setChosen(chosen) {
    const told = JSON.stringify(chosen);
    if (told !== this.told) this.chosen = chosen;
    this.told = told;
  }

  /** Take what does not learn: ["W", layer, row, column] or ["b", layer, row], layers from 1. */
  setFrozen(entries) {
    const layers = layersOf(this.scene.dims);
    const place = ([kind, layer, row, column]) => {
      const { inputs, weights, biases } = layers[layer - 1];
      return kind === "W" ? weights + row * inputs + column : biases + row;
    };
    this.frozen = new Set(entries.map(place));
  }

  gridOf(resolution) {
    const inputs = featuresOf(this.scene, planeGrid(this.scene.extent, resolution));
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
    showLegend(view.legend, scene, palette, ratio);
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
    const { resolution, inputs, forward } = isAtRest ? this.fine : this.coarse;
    const { hover, chosen, frozen, names, palette, scene, network, plane } = this;
    const values = forward.run(frame.params);
    // Units are drawn small: every second value of a fine grid is plenty.
    const stride = network.size > 30 && resolution <= 64 ? 1 : 2;
    network.paintMaps(values, inputs, resolution, stride, palette);
    const isOnPlane = hover?.kind === "point";
    const point = isOnPlane ? activationsAt(scene, frame.params, hover.x1, hover.x2) : null;
    network.draw(frame.params, palette, { hover, chosen, frozen, point, names });
    plane.drawMap(surfaceOf(scene, palette, hover, inputs, values), resolution, palette);
    if (!hover) return;
    showTip(this.view, tipLines(scene, frame, { hover, layers: network.layers, point }), hover);
  }

  /** Take what the pointer is over, or null: nothing is pointed at any more. */
  pointAt(hover) {
    this.hover = hover;
    if (!hover) this.view.tip.hidden = true;
    this.view.networkCanvas.style.cursor = isChoosable(hover) ? "pointer" : "";
    this.requestDraw();
  }

  /** Mark what was clicked on in the network, and tell of it; a feature cannot be chosen. */
  choose(found) {
    if (found ? !isChoosable(found) : !this.chosen) return;
    this.chosen = found && {
      kind: found.kind === "edge" ? "weight" : "unit",
      layer: found.layer,
      row: found.unit,
      column: found.input ?? null,
    };
    this.tellChoice(this.chosen);
    this.requestDraw();
  }

  close() {
    this.stopListening();
    this.observer.disconnect();
  }
}

function isChoosable(found) {
  return found?.kind === "edge" || (found?.kind === "unit" && found.layer > 0);
}

/** Whether a network has what was chosen in another. */
function isPartOf({ dims }, chosen) {
  return chosen && chosen.row < dims[chosen.layer] && (chosen.column ?? 0) < dims[chosen.layer - 1];
}
