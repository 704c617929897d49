// One meaning for colour everywhere: the first end is negative or class 0, the other positive or
// class 1. The ends come with the scene (figures/theme.py); the middle is the theme's own ground.

const LEVELS = 256;

export function parseColour(text) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = text || "#ffffff";
  const hex = probe.fillStyle;
  if (hex.startsWith("#")) return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return hex.match(/[\d.]+/g).slice(0, 3).map(Number);
}

export class Palette {
  constructor(ends, style) {
    const read = (name) => style.getPropertyValue(name).trim();
    this.background = parseColour(read("--st-background-color") || "#ffffff");
    const [r, g, b] = this.background;
    this.isDark = 0.299 * r + 0.587 * g + 0.114 * b < 128;
    const theme = this.isDark ? ends.dark : ends.light;
    this.negative = theme.negative;
    this.positive = theme.positive;
    this.neutral = theme.neutral;
    this.text = read("--st-text-color") || (this.isDark ? "#fafafa" : "#31333f");
    this.faint = this.isDark ? "rgba(250,250,250,0.16)" : "rgba(49,51,63,0.16)";
    this.muted = this.isDark ? "rgba(250,250,250,0.66)" : "rgba(49,51,63,0.66)";
    this.paper = `rgb(${this.background.join(",")})`;
    this.table = this.makeTable();
  }

  static get softness() {
    return 0.72; // maps stay paler than the points and edges on them
  }

  /** A colour between the ends: share 0 is negative, 0.5 neutral, 1 positive. */
  mix(share) {
    const end = share < 0.5 ? this.negative : this.positive;
    const weight = Math.min(1, Math.abs(2 * share - 1));
    return this.neutral.map((middle, index) => Math.round(middle + (end[index] - middle) * weight));
  }

  css(share) {
    return `rgb(${this.mix(share).join(",")})`;
  }

  get class0() {
    return `rgb(${this.negative.join(",")})`;
  }

  get class1() {
    return `rgb(${this.positive.join(",")})`;
  }

  /** The scale as little-endian RGBA words, ready to be written into an image. */
  makeTable() {
    const table = new Uint32Array(LEVELS);
    for (let level = 0; level < LEVELS; level++) {
      const [r, g, b] = this.mix(0.5 + Palette.softness * (level / (LEVELS - 1) - 0.5));
      table[level] = (255 << 24) | (b << 16) | (g << 8) | r;
    }
    return table;
  }
}

/** How a value becomes a place on the scale: [middle, half the range]. */
export function scaleOf(activation, values) {
  if (activation === "sigmoid") return [0.5, 0.5];
  if (activation === "tanh") return [0, 1];
  let most = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > most && Number.isFinite(size)) most = size;
  }
  return [0, most || 1];
}

/** Colour every `stride`-th value of a square map into an image's pixels, from pixel `start`. */
export function paint(pixels, start, table, values, resolution, stride, [middle, half]) {
  const gain = (LEVELS - 1) / (2 * half);
  const shift = (half - middle) * gain + 0.5;
  let pixel = start;
  const first = stride >> 1;
  for (let row = first; row < resolution; row += stride) {
    const line = row * resolution;
    for (let column = first; column < resolution; column += stride) {
      const level = (values[line + column] * gain + shift) | 0;
      pixels[pixel++] = table[level < 0 ? 0 : level > 255 ? 255 : level];
    }
  }
}
