// Draws the plane: what the network says at every point of it, and the data on top.

import { levelLine, winnerLines } from "./boundary.js";
import { drawMark, markOf } from "./marks.js";
import { paint, paintWinners } from "./surface.js";
import { compactText, withMinus } from "./words.js";

const LEFT = 30;
const BOTTOM = 22;
const EDGE = 6;

export class PlaneView {
  constructor(mapCanvas, pointsCanvas) {
    this.mapCanvas = mapCanvas;
    this.pointsCanvas = pointsCanvas;
    this.map = mapCanvas.getContext("2d");
    this.points = pointsCanvas.getContext("2d");
    this.small = document.createElement("canvas");
  }

  layout(scene, side, ratio) {
    this.scene = scene;
    this.side = side;
    for (const canvas of [this.mapCanvas, this.pointsCanvas]) {
      canvas.width = Math.round(side * ratio);
      canvas.height = Math.round((side - LEFT + BOTTOM) * ratio);
    }
    this.map.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.points.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.left = LEFT;
    this.top = EDGE;
    this.span = side - LEFT - EDGE;
  }

  toScreen(x1, x2) {
    const { extent } = this.scene;
    return [
      this.left + ((x1 + extent) / (2 * extent)) * this.span,
      this.top + ((extent - x2) / (2 * extent)) * this.span,
    ];
  }

  /** The point of the plane under a place of the canvas, or null outside. */
  toPlane(x, y) {
    const across = (x - this.left) / this.span;
    const down = (y - this.top) / this.span;
    if (across < 0 || across > 1 || down < 0 || down > 1) return null;
    const { extent } = this.scene;
    return [(2 * across - 1) * extent, (1 - 2 * down) * extent];
  }

  /** Colour the plane, and draw the lines on it; what is on it is the `surface`'s to say. */
  drawMap(surface, resolution, palette) {
    if (this.small.width !== resolution) {
      this.small.width = this.small.height = resolution;
      this.image = new ImageData(resolution, resolution);
      this.pixels = new Uint32Array(this.image.data.buffer);
      this.winners = new Uint8Array(resolution * resolution);
    }
    if (surface.maps) paintWinners(this.pixels, surface, this.winners);
    else paint(this.pixels, 0, surface.values, resolution, 1, surface);
    this.small.getContext("2d").putImageData(this.image, 0, 0);
    this.map.drawImage(this.small, this.left, this.top, this.span, this.span);
    const cell = this.span / resolution;
    const place = { x: this.left + cell / 2, y: this.top + cell / 2, cell };
    this.map.lineWidth = 2;
    this.map.strokeStyle = palette.text;
    if (surface.maps) this.map.stroke(winnerLines(surface.maps, this.winners, resolution, place));
    else if (surface.level !== null) {
      this.map.stroke(levelLine(surface.values, resolution, surface.level, place));
    }
  }

  /** Draw the data and the axes: only when they, the size or the theme changed. */
  drawPoints(palette, font) {
    const { points: context, scene, side } = this;
    context.clearRect(0, 0, side, side + BOTTOM);
    const radius = Math.max(2.2, Math.min(4.4, 60 / Math.sqrt(scene.train.length / 3 + 30)));
    this.drawAxes(palette, font);
    context.save();
    context.beginPath();
    context.rect(this.left, this.top, this.span, this.span);
    context.clip();
    for (const [set, isTest] of [
      [scene.test, true],
      [scene.train, false],
    ]) {
      for (let at = 0; at < set.length; at += 3) {
        const [x, y] = this.toScreen(set[at], set[at + 1]);
        drawMark(context, palette, markOf(scene, palette, set[at + 2]), { x, y, radius, isTest });
      }
    }
    context.restore();
  }

  drawAxes(palette, font) {
    const { points: context, scene } = this;
    context.strokeStyle = palette.faint;
    context.lineWidth = 1;
    context.strokeRect(this.left, this.top, this.span, this.span);
    context.fillStyle = palette.muted;
    context.font = `11px ${font}`;
    for (const [axis, ticks] of scene.axes.map((_, axis) => [axis, this.ticks(axis)])) {
      for (const { place, text } of ticks) {
        const [x, y] = axis === 0 ? this.toScreen(place, 0) : this.toScreen(0, place);
        context.textAlign = axis === 0 ? "center" : "right";
        context.textBaseline = axis === 0 ? "top" : "middle";
        if (axis === 0) context.fillText(text, x, this.top + this.span + 5);
        else context.fillText(text, this.left - 5, y);
      }
    }
  }

  /** Round numbers along an axis, in the data's own unit. */
  ticks(axis) {
    const { centre, spread, extent } = this.scene;
    const low = centre[axis] - spread[axis] * extent;
    const high = centre[axis] + spread[axis] * extent;
    const step = roundStep((high - low) / 6);
    const ticks = [];
    for (let value = Math.ceil(low / step) * step; value <= high + 1e-9; value += step) {
      const rounded = Math.round(value / step) * step;
      ticks.push({
        place: (rounded - centre[axis]) / spread[axis],
        text: tickText(rounded, step),
      });
    }
    return ticks;
  }
}

/** The smallest of 1, 2, 5, 10, 20, ... and of 0.5, 0.2, 0.1, ... that is not below a number. */
function roundStep(least) {
  const decade = 10 ** Math.floor(Math.log10(least));
  return decade * [1, 2, 5, 10].find((digit) => digit * decade >= least * (1 - 1e-9));
}

/** A number of an axis, as short as its neighbours allow: 0.25, 150, 1.2M. */
function tickText(value, step) {
  if (Math.abs(value) >= 1e4) return compactText(value);
  if (step < 1e-3) return withMinus(value === 0 ? "0" : value.toExponential(1));
  return withMinus(String(Number(value.toFixed(Math.max(0, -Math.floor(Math.log10(step)))))));
}
