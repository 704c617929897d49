// Draws the network: every unit with its own map of the plane, every edge by its weight.

import { layersOf } from "./forward.js";
import { paint, scaleOf } from "./palette.js";
import { signedText } from "./words.js";

const SIDE = 30;
const BUCKETS = 16; // edges of like weight share one path: a stroke each would be slow
const CURVED_EDGES = 320;
const SMALLEST_WITH_BIAS = 22; // a smaller unit shows its map, and its bias only to the pointer
const ROOM_BELOW = 34; // between units that are few: for a name or a value
const VALUE_WIDTH = 34;

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
    const gap = columns > 1 ? (width - 2 * SIDE) / (columns - 1) : 0;
    this.gap = gap;
    const head = headOf(gap);
    const room = height - head - 6;
    this.size = Math.max(9, Math.min(48, room / most - Math.max(3, 14 - most), gap * 0.55));
    this.units = scene.dims.map((count, layer) => {
      const pitch = Math.min(room / count, this.size + ROOM_BELOW);
      const x = SIDE + layer * gap;
      const top = head + (room - pitch * count) / 2 + pitch / 2;
      return Array.from({ length: count }, (_, unit) => ({ x, y: top + unit * pitch }));
    });
    this.edges = this.layers.flatMap(({ inputs, units, weights }, index) =>
      Array.from({ length: inputs * units }, (_, at) => {
        const unit = Math.floor(at / inputs);
        const input = at % inputs;
        const from = this.units[index][input];
        const to = this.units[index + 1][unit];
        const half = this.size / 2;
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
      }),
    );
    this.isCurved = this.edges.length <= CURVED_EDGES;
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
    }
    let start = 0;
    const extent = [0, this.scene.extent];
    for (const map of inputs) {
      paint(this.pixels, start, palette.table, map, resolution, stride, extent);
      start += side * side;
    }
    values.forEach((layer, index) => {
      for (const map of layer) {
        const scale = scaleOf(this.scene.activations[index], map);
        paint(this.pixels, start, palette.table, map, resolution, stride, scale);
        start += side * side;
      }
    });
    this.atlas.getContext("2d").putImageData(this.image, 0, 0);
  }

  draw(params, palette, { hover, point, names }) {
    const context = this.context;
    context.clearRect(0, 0, this.width, this.height);
    this.drawEdges(params, palette, hover);
    this.drawUnits(params, palette, hover);
    this.drawNames(names, palette);
    if (point) this.drawValues(point, palette);
    else this.drawFeatures(palette);
  }

  drawEdges(params, palette, hover) {
    const context = this.context;
    const paths = new Map();
    for (const edge of this.edges) {
      const bucket = bucketOf(params[edge.at]);
      let path = paths.get(bucket);
      if (!path) paths.set(bucket, (path = new Path2D()));
      this.trace(path, edge);
    }
    for (const [bucket, path] of paths) {
      context.strokeStyle = palette.css(0.5 + bucket / (2 * BUCKETS));
      context.lineWidth = 0.8 + (6 * Math.abs(bucket)) / BUCKETS;
      context.stroke(path);
    }
    if (hover?.kind === "edge") {
      const path = new Path2D();
      this.trace(path, hover);
      context.strokeStyle = palette.text;
      context.lineWidth = 2;
      context.setLineDash([4, 3]);
      context.stroke(path);
      context.setLineDash([]);
    }
  }

  trace(path, { x0, y0, x1, y1 }) {
    path.moveTo(x0, y0);
    if (this.isCurved) {
      const bend = (x1 - x0) * 0.45;
      path.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
    } else {
      path.lineTo(x1, y1);
    }
  }

  drawUnits(params, palette, hover) {
    const { context, size, side } = this;
    let index = 0;
    this.units.forEach((column, layer) => {
      column.forEach(({ x, y }, unit) => {
        const left = Math.round(x - size / 2);
        const top = Math.round(y - size / 2);
        const isHovered = hover?.kind === "unit" && hover.layer === layer && hover.unit === unit;
        context.drawImage(this.atlas, 0, index * side, side, side, left, top, size, size);
        context.strokeStyle = isHovered ? palette.text : palette.muted;
        context.lineWidth = isHovered ? 3 : 1;
        context.strokeRect(left, top, size, size);
        if (layer > 0 && size >= SMALLEST_WITH_BIAS) {
          const bias = params[this.layers[layer - 1].biases + unit];
          const mark = Math.min(8, Math.round(size / 6));
          const place = [left - Math.round(mark / 2), top + size - Math.round(mark / 2), mark, mark];
          context.fillStyle = palette.css(0.5 + bucketOf(bias) / (2 * BUCKETS));
          context.fillRect(...place);
          context.lineWidth = 1;
          context.strokeStyle = palette.muted;
          context.strokeRect(...place);
        }
        index++;
      });
    });
  }

  drawNames(names, palette) {
    const context = this.context;
    context.font = `13px ${this.font ?? "sans-serif"}`;
    context.fillStyle = palette.muted;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const room = this.gap || this.width;
    this.units.forEach((column, layer) => {
      const [long, short] = names[layer];
      const name = context.measureText(long).width < room - 8 ? long : short;
      const half = context.measureText(name).width / 2;
      const x = Math.min(this.width - half - 1, Math.max(half + 1, column[0].x));
      context.fillText(name, x, 12);
    });
  }

  drawFeatures(palette) {
    const { context } = this;
    context.font = `13px ${this.font ?? "sans-serif"}`;
    context.fillStyle = palette.muted;
    context.textAlign = "center";
    context.textBaseline = "middle";
    this.scene.features.forEach((feature, index) => {
      const { x, y } = this.units[0][index];
      context.fillText(feature, x, y + this.size / 2 + 11);
    });
  }

  /**
   * Write each unit's activation at the point under the pointer: under its map or beside it, and
   * not at all in a layer that has no room for it.
   */
  drawValues(point, palette) {
    const { context, size } = this;
    context.textAlign = "left";
    context.textBaseline = "middle";
    this.units.forEach((column, layer) => {
      const pitch = column.length > 1 ? column[1].y - column[0].y : size + ROOM_BELOW;
      const isBelow = pitch >= size + 15;
      const isBeside = pitch >= 11 && this.gap >= size + VALUE_WIDTH;
      if (!isBelow && !isBeside) return;
      const [pixels, height] = isBelow ? [12, 14] : [10, 11];
      context.font = `600 ${pixels}px ${this.font ?? "sans-serif"}`;
      column.forEach(({ x, y }, unit) => {
        const name = layer === 0 ? `${this.scene.features[unit]} ` : "";
        const value = signedText(point[layer][unit], 2);
        const start = context.measureText(name).width;
        const width = start + context.measureText(value).width;
        const left = isBelow ? Math.max(2, x - width / 2) : x + size / 2 + 4;
        const middle = isBelow ? Math.min(y + size / 2 + 10, this.height - height / 2) : y;
        context.fillStyle = palette.paper;
        context.globalAlpha = 0.86;
        context.fillRect(left - 2, middle - height / 2, width + 4, height);
        context.globalAlpha = 1;
        context.fillStyle = palette.text;
        if (name) context.fillText(name, left, middle + 0.5);
        context.fillText(value, left + start, middle + 0.5);
      });
    });
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
    let nearest = null;
    let distance = 7;
    for (const edge of this.edges) {
      if (x < edge.x0 - 4 || x > edge.x1 + 4) continue;
      const share = Math.min(1, Math.max(0, (x - edge.x0) / (edge.x1 - edge.x0)));
      // The curve's height follows smoothstep closely enough to point at.
      const height = this.isCurved ? share * share * (3 - 2 * share) : share;
      const off = Math.abs(edge.y0 + (edge.y1 - edge.y0) * height - y);
      if (off < distance) {
        distance = off;
        nearest = { kind: "edge", ...edge };
      }
    }
    return nearest;
  }
}

/** Place a weight on the scale from -BUCKETS to BUCKETS; it saturates near 20. */
function bucketOf(weight) {
  const share = Math.min(1, Math.log1p(Math.abs(weight)) / 3);
  return Math.round(Math.sign(weight) * (share || 0) * BUCKETS);
}
