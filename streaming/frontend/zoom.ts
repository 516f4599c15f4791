/** Enlarging the picture: buttons, keys, double tap, pinch; dragging, arrows or a tap move it. */

const STEPS = [1, 1.5, 2, 3, 4];
const DOUBLE_MS = 300;
const STILL_PX = 8;

export class Zoom {
  readonly #frame: HTMLElement;
  readonly #changed: (scale: number) => void;
  readonly #fingers = new Map<number, { x: number; y: number }>();
  #scale = 1;
  #at = { x: 0, y: 0 };
  #spread = 0;
  #tappedAt = 0;
  #from = { x: 0, y: 0 };

  /** `frame` clips; its children are enlarged. */
  constructor(frame: HTMLElement, changed: (scale: number) => void) {
    this.#frame = frame;
    this.#changed = changed;
    frame.addEventListener("pointerdown", (event) => this.#down(event));
    frame.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, (event) => this.#up(event as PointerEvent));
  }

  /** One step in (1) or out (-1). */
  step(direction: 1 | -1): void {
    const next = direction > 0 ? STEPS.find((one) => one > this.#scale + 0.01) : [...STEPS].reverse().find((one) => one < this.#scale - 0.01);
    this.#set(next ?? this.#scale);
  }

  /** Move the enlarged picture by so many pixels; false where it is not enlarged. */
  pan(x: number, y: number): boolean {
    if (this.#scale === 1) return false;
    this.#at = { x: this.#at.x + x, y: this.#at.y + y };
    this.#apply();
    return true;
  }

  #down(event: PointerEvent): void {
    if (event.target instanceof Element && event.target.closest("button")) return;
    this.#frame.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#spread = this.#distance();
    this.#from = { x: event.clientX, y: event.clientY };
    if (this.#fingers.size > 1) return;
    if (event.timeStamp - this.#tappedAt < DOUBLE_MS) this.#set(this.#scale > 1 ? 1 : 2);
    this.#tappedAt = event.timeStamp;
  }

  #move(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.#fingers.size === 2) {
      const spread = this.#distance();
      if (this.#spread) this.#set(Math.min(4, Math.max(1, (this.#scale * spread) / this.#spread)));
      this.#spread = spread;
    } else {
      this.pan(event.clientX - before.x, event.clientY - before.y);
    }
  }

  #up(event: PointerEvent): void {
    const known = this.#fingers.delete(event.pointerId);
    this.#spread = this.#distance();
    if (known && Math.hypot(event.clientX - this.#from.x, event.clientY - this.#from.y) < STILL_PX) this.#centre(event);
  }

  /** A tap brings what was tapped to the middle: nobody has to drag. */
  #centre(event: PointerEvent): void {
    const box = this.#frame.getBoundingClientRect();
    this.pan(box.left + box.width / 2 - event.clientX, box.top + box.height / 2 - event.clientY);
  }

  #distance(): number {
    const [one, two] = [...this.#fingers.values()];
    return one && two ? Math.hypot(one.x - two.x, one.y - two.y) : 0;
  }

  #set(scale: number): void {
    this.#scale = scale;
    if (scale === 1) this.#at = { x: 0, y: 0 };
    this.#apply();
    this.#changed(scale);
  }

  #apply(): void {
    const reach = { x: (this.#frame.clientWidth * (this.#scale - 1)) / 2, y: (this.#frame.clientHeight * (this.#scale - 1)) / 2 };
    this.#at = { x: clamp(this.#at.x, reach.x), y: clamp(this.#at.y, reach.y) };
    for (const child of this.#frame.querySelectorAll<HTMLElement>("video, canvas")) {
      child.style.transform = this.#scale === 1 ? "" : `translate(${this.#at.x}px, ${this.#at.y}px) scale(${this.#scale})`;
    }
  }
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
