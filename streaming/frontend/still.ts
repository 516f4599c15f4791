/** A photo in the camera's full resolution, upright and without anything hidden in it. */

const QUALITY = 0.9;
const LONGEST = 4096;

interface Photographer {
  takePhoto(): Promise<Blob>;
}

declare const ImageCapture: undefined | (new (track: MediaStreamTrack) => Photographer);

/** Take one by the camera's own shutter, or from the running picture where there is none. */
export async function photograph(track: MediaStreamTrack, preview: CanvasImageSource & { videoWidth?: number }): Promise<Blob> {
  const picture = (await byShutter(track)) ?? (await createImageBitmap(preview));
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return toJpeg(canvas);
}

export function toJpeg(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No picture"))), "image/jpeg", QUALITY));
}

async function byShutter(track: MediaStreamTrack): Promise<ImageBitmap | null> {
  if (typeof ImageCapture === "undefined") return null;
  try {
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("The shutter did not answer")), 4000));
    return await createImageBitmap(await Promise.race([new ImageCapture(track).takePhoto(), late]));
  } catch {
    return null; // some cameras promise a shutter and have none: the running picture will do
  }
}
