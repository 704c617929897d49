// One meaning for colour everywhere: the first end is negative or class 0, the other positive or
// class 1. The ends come with the scene (figures/theme.py); the middle is the theme's own ground.
// Where there are more classes than two, each has a colour of its own.

export const LEVELS = 256;
const SOFTNESS = 0.72; // maps stay paler than the points and edges on them

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
    this.accent = read("--st-primary-color") || "#0b6bcb";
    this.faint = this.isDark ? "rgba(250,250,250,0.16)" : "rgba(49,51,63,0.16)";
    this.muted = this.isDark ? "rgba(250,250,250,0.66)" : "rgba(49,51,63,0.66)";
    this.paper = rgb(this.background);
    this.class0 = rgb(this.negative);
    this.class1 = rgb(this.positive);
    this.classes = (theme.classes ?? []).map(rgb);
    this.table = table((share) => this.mix(0.5 + SOFTNESS * (share - 0.5)));
    this.classTables = (theme.classes ?? []).map((colour) =>
      table((share) => between(this.neutral, colour, SOFTNESS * share)),
    );
  }

  /** A colour between the ends: share 0 is negative, 0.5 neutral, 1 positive. */
  mix(share) {
    const end = share < 0.5 ? this.negative : this.positive;
    return between(this.neutral, end, Math.min(1, Math.abs(2 * share - 1)));
  }

  css(share) {
    return rgb(this.mix(share));
  }
}

function rgb(colour) {
  return `rgb(${colour.join(",")})`;
}

function between(ground, end, weight) {
  return ground.map((part, index) => Math.round(part + (end[index] - part) * weight));
}

/** A scale as little-endian RGBA words, ready to be written into an image. */
function table(colourOf) {
  return Uint32Array.from({ length: LEVELS }, (_, level) => {
    const [r, g, b] = colourOf(level / (LEVELS - 1));
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}
