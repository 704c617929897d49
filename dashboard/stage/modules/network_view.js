// Draws the network: every unit with its own map of the plane, every edge by its weight.

import { layersOf } from "./forward.js";
import { drawLock } from "./marks.js";
import { drawEdges, edgeAt, weightColour } from "./network_edges.js";
import { drawText, FEATURE_FONT, fitsBelow } from "./network_text.js";
import { inkOf, paint } from "./surface.js";

const SIDE = 30;
const ROOM_FOR_CLASSES = 26; // after the output units: for their marks, and values
const CURVED_EDGES = 320;
const SMALLEST_WITH_BIAS = 22; // a smaller unit shows its map, and its bias only to the pointer
const ROOM_BELOW = 34; // between units that are few: for a name or a value

export class NetworkView {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.atlas = document.createElement("canvas");
  }

  /**
   * Place every unit and edge of a scene on a canvas of some size in CSS pixels.
   * @param headOf the height to leave above the units, by the width between two layers
   */
  layout(scene, width, height, ratio, headOf) {
    this.scene = scene;
    this.layers = layersOf(scene.dims);
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const columns = scene.dims.length;
    const most = Math.max(...scene.dims);
    const after = SIDE + (scene.task === "classes" ? ROOM_FOR_CLASSES : 0);
    let before = SIDE;
    let head;
    const fit = () => {
      this.gap = columns > 1 ? (width - before - after) / (columns - 1) : 0;
      head = headOf(this.gap);
      const room = (height - head - 6) / most - Math.max(3, 14 - most);
      this.size = Math.max(9, Math.min(48, room, this.gap * 0.55));
    };
    const pitchOf = (count) => Math.min((height - head - 6) / count, this.size + ROOM_BELOW);
    fit();
    this.isLabelBelow = fitsBelow(pitchOf(scene.dims[0]), this.size);
    if (!this.isLabelBelow) {
      before = this.widestLabel() + this.size / 2 + 8;
      fit();
    }
    this.units = scene.dims.map((count, layer) => {
      const pitch = pitchOf(count);
      const x = before + layer * this.gap;
      const top = head + (height - head - 6 - pitch * count) / 2 + pitch / 2;
      return Array.from({ length: count }, (_, unit) => ({ x, y: top + unit * pitch }));
    });
    this.edges = this.layers.flatMap((layer, index) => this.edgesOf(layer, index));
    this.isCurved = this.edges.length <= CURVED_EDGES;
  }

  widestLabel() {
    this.context.font = `${FEATURE_FONT}px ${this.font ?? "sans-serif"}`;
    const widths = this.scene.features.map(([, label]) => this.context.measureText(label).width);
    return Math.ceil(Math.max(...widths));
  }

  edgesOf({ inputs, units, weights }, index) {
    const half = this.size / 2;
    return Array.from({ length: inputs * units }, (_, at) => {
      const unit = Math.floor(at / inputs);
      const input = at % inputs;
      const from = this.units[index][input];
      const to = this.units[index + 1][unit];
      return {
        layer: index + 1,
        unit,
        input,
        at: weights + at,
        x0: from.x + half,
        y0: from.y,
        x1: to.x - half,
        y1: to.y,
      };
    });
  }

  /** Colour the map of every unit into one tall image. */
  paintMaps(values, inputs, resolution, stride, palette) {
    const side = Math.floor(resolution / stride);
    const total = this.scene.dims.reduce((sum, count) => sum + count, 0);
    if (this.atlas.width !== side || this.atlas.height !== side * total) {
      this.atlas.width = side;
      this.atlas.height = side * total;
      this.image = new ImageData(side, side * total);
      this.pixels = new Uint32Array(this.image.data.buffer);
      this.side = side;
      this.painted = null;
    }
    // What the inputs are does not change from frame to frame.
    const isNew = this.painted?.inputs !== inputs || this.painted.palette !== palette;
    this.painted = { inputs, palette };
    let start = 0;
    [inputs, ...values].forEach((maps, layer) => {
      maps.forEach((map, unit) => {
        if (layer > 0 || isNew) {
          const ink = inkOf(this.scene, palette, layer, unit, map);
          paint(this.pixels, start, map, resolution, stride, ink);
        }
        start += side * side;
      });
    });
    this.atlas.getContext("2d").putImageData(this.image, 0, 0);
  }

  /**
   * Draw one frame.
   * @param look hover, chosen; frozen (a set of places among the parameters); the activations at
   *   the point under the pointer, or null; and the layers' names
   */
  draw(params, palette, look) {
    this.context.clearRect(0, 0, this.width, this.height);
    drawEdges(this, params, palette, look);
    this.drawUnits(params, palette, look);
    drawText(this, palette, look, ROOM_BELOW);
  }

  drawUnits(params, palette, { hover, chosen, frozen }) {
    const { context, size, side } = this;
    let index = 0;
    this.units.forEach((column, layer) => {
      column.forEach(({ x, y }, unit) => {
        const left = Math.round(x - size / 2);
        const top = Math.round(y - size / 2);
        const isHovered = hover?.kind === "unit" && hover.layer === layer && hover.unit === unit;
        const isChosen = chosen?.kind === "unit" && chosen.layer === layer && chosen.row === unit;
        context.drawImage(this.atlas, 0, index * side, side, side, left, top, size, size);
        context.strokeStyle = isHovered ? palette.text : palette.muted;
        context.lineWidth = isHovered ? 3 : 1;
        context.strokeRect(left, top, size, size);
        if (isChosen) {
          context.strokeStyle = palette.accent;
          context.lineWidth = 2.5;
          context.strokeRect(left - 3.5, top - 3.5, size + 7, size + 7);
        }
        if (layer > 0) {
          const at = this.layers[layer - 1].biases + unit;
          this.drawBias(params[at], palette, left, top + size, frozen.has(at));
        }
        index++;
      });
    });
  }

  /** Draw a bias at its unit's corner, where there is room; and a lock if it does not learn. */
  drawBias(bias, palette, x, y, isFrozen) {
    const { context, size } = this;
    const hasRoom = size >= SMALLEST_WITH_BIAS;
    const mark = Math.min(8, Math.round(size / 6));
    if (hasRoom) {
      const place = [x - Math.round(mark / 2), y - Math.round(mark / 2), mark, mark];
      context.fillStyle = weightColour(palette, bias);
      context.fillRect(...place);
      context.lineWidth = 1;
      context.strokeStyle = palette.muted;
      context.strokeRect(...place);
    }
    if (isFrozen) drawLock(context, palette, hasRoom ? x + mark + 3 : x + 3, y - 2, hasRoom ? 10 : 8);
  }

  /** What lies under a place of the canvas: a unit, an edge, or null. */
  hit(x, y) {
    const reach = this.size / 2 + 3;
    for (let layer = 0; layer < this.units.length; layer++) {
      for (let unit = 0; unit < this.units[layer].length; unit++) {
        const place = this.units[layer][unit];
        if (Math.abs(place.x - x) <= reach && Math.abs(place.y - y) <= reach) {
          return { kind: "unit", layer, unit };
        }
      }
    }
    return edgeAt(this, x, y);
  }
}
