/** Pictures we draw ourselves: the frozen one to draw on, and the shop's card. */

const FRAMES = 8;
const INK = "#ff4d3d";

/** A canvas whose picture is sent a few times a second, so that a viewer who joins sees it too. */
export class Easel {
  readonly canvas = document.createElement("canvas");
  readonly #pen: CanvasRenderingContext2D | null;
  #clean: ImageBitmap | null = null;
  #timer = 0;
  #last: { x: number; y: number } | null = null;

  constructor() {
    this.#pen = this.canvas.getContext("2d");
    this.canvas.dataset["testid"] = "camera-easel";
    this.canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.#draw(event));
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, () => (this.#last = null));
  }

  /** Put a picture on and return the track that shows it. */
  hold(picture: ImageBitmap): MediaStreamTrack | undefined {
    this.#clean?.close();
    this.#clean = picture;
    Object.assign(this.canvas, { width: picture.width, height: picture.height });
    this.wipe();
    return this.#track();
  }

  /** The shop's name instead of the picture. */
  card(shop: string): MediaStreamTrack | undefined {
    this.#clean?.close();
    this.#clean = null;
    Object.assign(this.canvas, { width: 1280, height: 720 });
    if (this.#pen) {
      this.#pen.fillStyle = "#0b5d4e";
      this.#pen.fillRect(0, 0, 1280, 720);
      this.#pen.fillStyle = "#ffffff";
      this.#pen.textAlign = "center";
      this.#pen.font = "600 72px serif";
      this.#pen.fillText(shop, 640, 350, 1160);
      this.#pen.font = "32px sans-serif";
      this.#pen.fillText("One moment, please", 640, 420);
    }
    return this.#track();
  }

  /** Take the drawing off again. */
  wipe(): void {
    if (this.#clean) this.#pen?.drawImage(this.#clean, 0, 0);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #track(): MediaStreamTrack | undefined {
    this.stop();
    const track = this.canvas.captureStream(FRAMES).getVideoTracks()[0];
    if (track) track.contentHint = "detail";
    // a canvas only sends a frame after somebody drew: draw one dot that is there already
    this.#timer = window.setInterval(() => this.#pen?.drawImage(this.canvas, 0, 0, 1, 1, 0, 0, 1, 1), 1000 / FRAMES);
    return track;
  }

  #begin(event: PointerEvent): void {
    if (!this.#clean) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.#last = this.#place(event);
    this.#draw(event);
  }

  #draw(event: PointerEvent): void {
    if (!this.#last || !this.#pen) return;
    const to = this.#place(event);
    Object.assign(this.#pen, { strokeStyle: INK, lineWidth: Math.max(6, this.canvas.width / 140), lineCap: "round" });
    this.#pen.beginPath();
    this.#pen.moveTo(this.#last.x, this.#last.y);
    this.#pen.lineTo(to.x + 0.1, to.y);
    this.#pen.stroke();
    this.#last = to;
  }

  /** Where on the picture: it is shown whole inside the element, with bars at two sides. */
  #place(event: PointerEvent): { x: number; y: number } {
    const box = this.canvas.getBoundingClientRect();
    const scale = Math.min(box.width / this.canvas.width, box.height / this.canvas.height);
    const [left, top] = [(box.width - this.canvas.width * scale) / 2, (box.height - this.canvas.height * scale) / 2];
    return { x: (event.clientX - box.left - left) / scale, y: (event.clientY - box.top - top) / scale };
  }
}
