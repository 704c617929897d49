// Draws the edges of the network: each weight by its colour and width; which of them is pointed at,
// chosen, or does not learn.

import { drawLock } from "./marks.js";

const BUCKETS = 16; // so many colours and widths are told apart, on either side of zero
const MOST_LOCKS = 24; // more of them would hide what they lie on
const LOCK = 10;

/** Place a weight on the scale from -BUCKETS to BUCKETS; it saturates near 20. */
function bucketOf(weight) {
  const share = Math.min(1, Math.log1p(Math.abs(weight)) / 3);
  return Math.round(Math.sign(weight) * (share || 0) * BUCKETS);
}

/** The colour of a weight or a bias. */
export function weightColour(palette, weight) {
  return colourOf(palette, bucketOf(weight));
}

function colourOf(palette, bucket) {
  return palette.css(0.5 + bucket / (2 * BUCKETS));
}

function widthOf(bucket) {
  return 0.8 + (6 * Math.abs(bucket)) / BUCKETS;
}

/**
 * Draw the edges of a NetworkView.
 * @param look hover, chosen; and frozen, a set of places among the parameters
 */
export function drawEdges({ context, edges, isCurved }, params, palette, { hover, chosen, frozen }) {
  const marked = chosen?.kind === "weight" && edges.find((edge) => isEdge(edge, chosen));
  if (marked) {
    const path = new Path2D();
    trace(path, marked, isCurved);
    context.strokeStyle = palette.accent;
    context.lineWidth = widthOf(bucketOf(params[marked.at])) + 5;
    context.stroke(path);
    context.strokeStyle = palette.paper;
    context.lineWidth -= 2.5;
    context.stroke(path);
  }
  drawWeights(context, edges, isCurved, params, palette);
  if (frozen.size) drawFrozen(context, edges, isCurved, palette, frozen);
  if (hover?.kind === "edge") {
    const path = new Path2D();
    trace(path, hover, isCurved);
    context.strokeStyle = palette.text;
    context.lineWidth = 2;
    context.setLineDash([4, 3]);
    context.stroke(path);
    context.setLineDash([]);
  }
}

/**
 * Draw each edge by itself, the strongest on top. One path for all of a colour would be fewer calls,
 * and five times slower: where edges cross in it, what is inside of it has to be worked out.
 */
function drawWeights(context, edges, isCurved, params, palette) {
  const alike = new Map();
  for (const edge of edges) {
    const bucket = bucketOf(params[edge.at]);
    if (!alike.has(bucket)) alike.set(bucket, []);
    alike.get(bucket).push(edge);
  }
  for (const bucket of [...alike.keys()].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    context.strokeStyle = colourOf(palette, bucket);
    context.lineWidth = widthOf(bucket);
    for (const edge of alike.get(bucket)) {
      context.beginPath();
      trace(context, edge, isCurved);
      context.stroke();
    }
  }
}

function isEdge({ layer, unit, input }, { layer: ofLayer, row, column }) {
  return layer === ofLayer && unit === row && input === column;
}

/** A dotted line along each weight that does not learn, and locks where these are few. */
function drawFrozen(context, edges, isCurved, palette, frozen) {
  const still = edges.filter(({ at }) => frozen.has(at));
  const path = new Path2D();
  for (const edge of still) trace(path, edge, isCurved);
  context.strokeStyle = palette.text;
  context.lineWidth = 1.6;
  context.setLineDash([1.6, 5]);
  context.globalAlpha = still.length > MOST_LOCKS ? 0.6 : 1;
  context.stroke(path);
  context.globalAlpha = 1;
  context.setLineDash([]);
  if (still.length > MOST_LOCKS) return;
  for (const edge of still) drawLock(context, palette, ...lockPlace(edge, isCurved), LOCK);
}

/** Where an edge's lock lies: nearer to its input, where edges of one unit have not yet met. */
function lockPlace(edge, isCurved) {
  const share = 0.4;
  return [edge.x0 + share * (edge.x1 - edge.x0), heightAt(edge, share, isCurved)];
}

function trace(path, { x0, y0, x1, y1 }, isCurved) {
  path.moveTo(x0, y0);
  if (isCurved) {
    const bend = (x1 - x0) * 0.45;
    path.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  } else {
    path.lineTo(x1, y1);
  }
}

/** The height of an edge at a share of its way. */
function heightAt({ y0, y1 }, share, isCurved) {
  // The curve's height follows smoothstep closely enough to point at.
  return y0 + (y1 - y0) * (isCurved ? share * share * (3 - 2 * share) : share);
}

/** The edge nearest to a place of the canvas, or null when none is near. */
export function edgeAt({ edges, isCurved }, x, y) {
  let nearest = null;
  let distance = 7;
  for (const edge of edges) {
    if (x < edge.x0 - 4 || x > edge.x1 + 4) continue;
    const share = Math.min(1, Math.max(0, (x - edge.x0) / (edge.x1 - edge.x0)));
    const off = Math.abs(heightAt(edge, share, isCurved) - y);
    if (off < distance) {
      distance = off;
      nearest = edge;
    }
  }
  return nearest && { kind: "edge", ...nearest };
}
