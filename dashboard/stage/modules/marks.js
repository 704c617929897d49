// The marks on the plane and in the legend: a shape and a colour for each class, hollow for test.

import { rangeScale } from "./surface.js";

const SHAPES = [diamond, disc, square, triangle, wedge, cross];

function diamond(context, x, y, radius) {
  polygon(context, x, y, 1.25 * radius, [0, -1, 1, 0, 0, 1, -1, 0]);
}

function disc(context, x, y, radius) {
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

function square(context, x, y, radius) {
  polygon(context, x, y, 0.92 * radius, [-1, -1, 1, -1, 1, 1, -1, 1]);
}

function triangle(context, x, y, radius) {
  polygon(context, x, y, 1.3 * radius, [0, -0.95, 1, 0.75, -1, 0.75]);
}

function wedge(context, x, y, radius) {
  polygon(context, x, y, 1.3 * radius, [0, 0.95, 1, -0.75, -1, -0.75]);
}

function cross(context, x, y, radius) {
  const corners = [-1, -3, 1, -3, 1, -1, 3, -1, 3, 1, 1, 1, 1, 3, -1, 3, -1, 1, -3, 1, -3, -1, -1, -1];
  polygon(context, x, y, 0.42 * radius, corners);
}

function polygon(context, x, y, reach, corners) {
  context.moveTo(x + reach * corners[0], y + reach * corners[1]);
  for (let at = 2; at < corners.length; at += 2) {
    context.lineTo(x + reach * corners[at], y + reach * corners[at + 1]);
  }
  context.closePath();
}

/** The mark of a point by what is known of it: its class, or its value. */
export function markOf(scene, palette, label) {
  if (scene.task === "value") {
    const [middle, half] = rangeScale(scene.range);
    const share = Math.min(1, Math.max(0, 0.5 + (label - middle) / (2 * half)));
    // A value in the middle has the ground's colour: only a rim shows that it is there.
    return { shape: disc, colour: palette.css(share), rim: palette.muted };
  }
  if (scene.task === "classes") return { shape: SHAPES[label], colour: palette.classes[label] };
  if (label > 0.5) return { shape: disc, colour: palette.class1 };
  return { shape: diamond, colour: palette.class0 };
}

/** Draw a mark; those of test points are hollow. */
export function drawMark(context, palette, { shape, colour, rim }, { x, y, radius, isTest }) {
  context.beginPath();
  shape(context, x, y, radius);
  context.globalAlpha = isTest ? 0.75 : 1;
  if (rim && isTest) drawRing(context, palette, colour, rim);
  else {
    context.fillStyle = isTest ? palette.paper : colour;
    context.strokeStyle = isTest ? colour : (rim ?? palette.paper);
    context.lineWidth = isTest ? 1.6 : 1;
    context.fill();
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** A hollow mark in a colour that may be the ground's: a ring with a rim. */
function drawRing(context, palette, colour, rim) {
  context.fillStyle = palette.paper;
  context.fill();
  for (const [style, width] of [
    [rim, 3.2],
    [colour, 2.2],
  ]) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
}

/** Draw a small lock around a place: what is there does not learn. */
export function drawLock(context, palette, x, y, size) {
  const [width, height] = [0.8 * size, 0.55 * size];
  context.save();
  context.translate(x, y);
  context.beginPath();
  context.arc(0, 0, 0.75 * size, 0, 2 * Math.PI);
  context.fillStyle = palette.paper;
  context.fill();
  context.beginPath();
  context.arc(0, -0.1 * size, 0.25 * size, Math.PI, 0);
  context.strokeStyle = context.fillStyle = palette.text;
  context.lineWidth = Math.max(1, 0.14 * size);
  context.stroke();
  context.fillRect(-width / 2, -0.1 * size, width, height);
  context.restore();
}
