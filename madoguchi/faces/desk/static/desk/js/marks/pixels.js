/* What is made unreadable is gone: each block becomes one opaque colour, the mean of what lay there, rounded, and shaken by chance, so that
   nobody can tell from it which letters would give the same. Nothing of the old pixels is in what is drawn over. */

const LEAST = 12;  // pixels of a block
const ROUND = 24;  // steps of a colour
const SHAKE = 14;

/* `source`: a canvas with the picture; `box`: {left, top, width, height} in its pixels, whole ones. */
export function destroyed(pen, source, { left, top, width, height }, seed) {
  if (width < 1 || height < 1) return;
  const { data } = source.getContext("2d", { willReadFrequently: true }).getImageData(left, top, width, height);
  const size = Math.ceil(Math.max(LEAST, Math.min(width, height) / 3));
  const next = chance(seed);
  for (let y = 0; y < height; y += size) {
    for (let x = 0; x < width; x += size) {
      const [across, down] = [Math.min(size, width - x), Math.min(size, height - y)];
      const shake = (next() - 0.5) * 2 * SHAKE;
      const colour = mean(data, width, x, y, across, down).map((value) => Math.round(Math.max(0, Math.min(255, Math.round(value / ROUND) * ROUND + shake))));
      pen.fillStyle = `rgb(${colour.join(" ")})`;
      pen.fillRect(left + x, top + y, across, down);
    }
  }
}

function mean(data, width, left, top, across, down) {
  const sums = [0, 0, 0];
  for (let y = top; y < top + down; y += 1) {
    for (let x = left; x < left + across; x += 1) {
      const at = (y * width + x) * 4;
      for (let channel = 0; channel < 3; channel += 1) sums[channel] += data[at + channel];
    }
  }
  return sums.map((sum) => sum / (across * down));
}

/* The same at each drawing (mulberry32). */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
