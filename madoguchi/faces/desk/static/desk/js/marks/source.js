/* A picture of ours as a canvas, no larger than it has to be. Its file is read and left: what else stood in it (places, times) is gone. */

const LARGEST_PX = 4096;  // of a side

export async function canvasOf(bytes) {
  const bitmap = await createImageBitmap(bytes);
  const by = Math.min(1, LARGEST_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(bitmap.width * by)), height: Math.max(1, Math.round(bitmap.height * by)) });
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}
