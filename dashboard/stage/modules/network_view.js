// Draws the network: every unit with its own map of the plane, every edge by its weight.

import { layersOf } from "./forward.js";
import { paint, scaleOf } from "./palette.js";

const TOP = 48; // room for the layers' names, and the buttons that add and remove units
const SIDE = 30;
const BUCKETS = 16; // edges of like weight share one path: a stroke each would be slow
const CURVED_EDGES = 320;

export class NetworkView {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.atlas = document.createElement("canvas");
  }

  /** Place every unit and edge of a scene on a canvas of some size in CSS pixels. */
  layout(scene, width, height, ratio) {
    this.scene = scene;
    this.layers = layersOf(scene.dims);
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const columns = scene.dims.length;
    const most = Math.max(...scene.dims);
    const room = height - TOP - 6;
    const gap = columns > 1 ? (width - 2 * SIDE) / (columns - 1) : 0;
    this.size = Math.max(9, Math.min(48, room / most - Math.max(3, 14 - most), gap * 0.55));
    this.units = scene.dims.map((count, layer) => {
      const pitch = Math.min(room / count, this.size + 34);
      const x = SIDE + layer * gap;
      const top = TOP + (room - pitch * count) / 2 + pitch / 2;
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
        if (layer > 0 && size > 14) {
          const bias = params[this.layers[layer - 1].biases + unit];
          context.fillStyle = palette.css(0.5 + bucketOf(bias) / (2 * BUCKETS));
          context.fillRect(left - 3, top + size - 5, 8, 8);
          context.lineWidth = 1;
          context.strokeStyle = palette.muted;
          context.strokeRect(left - 3, top + size - 5, 8, 8);
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
    const room = this.units.length > 1 ? this.units[1][0].x - this.units[0][0].x : this.width;
    this.units.forEach((column, layer) => {
      const [long, short] = names[layer];
      const name = context.measureText(long).width < room - 8 ? long : short;
      const half = context.measureText(name).width / 2;
      const x = Math.min(this.width - half - 1, Math.max(half + 1, column[0].x));
      context.fillText(name, x, 12);
    });
    this.scene.features.forEach((feature, index) => {
      const { x, y } = this.units[0][index];
      context.fillText(feature, x, y + this.size / 2 + 11);
    });
  }

  /** Write each unit's activation at the point under the pointer beside it. */
  drawValues(point, palette) {
    const context = this.context;
    const small = this.size < 24;
    context.font = `600 ${small ? 10 : 12}px ${this.font ?? "sans-serif"}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    this.units.forEach((column, layer) => {
      column.forEach(({ x, y }, unit) => {
        const text = point[layer][unit].toFixed(2);
        const width = context.measureText(text).width + 8;
        const height = small ? 13 : 17;
        context.fillStyle = palette.paper;
        context.globalAlpha = 0.86;
        context.fillRect(x - width / 2, y - height / 2, width, height);
        context.globalAlpha = 1;
        context.fillStyle = palette.text;
        context.fillText(text, x, y + 0.5);
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
