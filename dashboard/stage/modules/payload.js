// Reads the blocks that dashboard/stage/payload.py writes.

const KINDS = { float32: Float32Array, float64: Float64Array };

/** Decode one block into its header and its arrays, each an object { data, shape }. */
export function decode(bytes) {
  // The component hands out a view into a larger message: only a copy starts at an aligned byte.
  const buffer = bytes.slice().buffer;
  const headLength = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headLength)));
  const arrays = {};
  let offset = 4 + headLength;
  for (const [name, kind, shape] of header.arrays) {
    const length = shape.reduce((product, side) => product * side, 1);
    arrays[name] = { data: new KINDS[kind](buffer, offset, length), shape };
    offset += Math.ceil((length * KINDS[kind].BYTES_PER_ELEMENT) / 8) * 8;
  }
  return { header, arrays };
}

/** Cut arrays named prefix_measures and prefix_params into frames. */
export function framesOf(header, arrays, prefix) {
  const measures = arrays[`${prefix}_measures`];
  if (!measures) return [];
  const params = arrays[`${prefix}_params`];
  const [count, measured] = measures.shape;
  const [, parameters] = params.shape;
  // Steps at even distances are named by the first and the distance.
  const [first, every] = header[`${prefix}_steps`] ?? [];
  const steps =
    arrays[`${prefix}_steps`]?.data ?? Array.from({ length: count }, (_, at) => first + every * at);
  return Array.from(steps, (step, index) => ({
    step,
    measures: measures.data.subarray(index * measured, (index + 1) * measured),
    params: params.data.subarray(index * parameters, (index + 1) * parameters),
  }));
}
