/** What this page can prove of itself: that it may ring, hear, show, and for how long. */

export interface Proof {
  tab: string;
  visible: boolean;
  audio: boolean;
  microphone: string;
  camera: string;
  battery: number | null;
  charging: boolean;
  uplink_kbit: number | null;
  department: string;
}

interface Battery {
  level: number;
  charging: boolean;
}

interface Machine {
  getBattery?: () => Promise<Battery>;
  connection?: { downlink?: number };
}

const BROWSER = "virtual-shopper-browser";
const DEPARTMENT = "virtual-shopper-department";

/** The same for all tabs of this browser: which of those rings, the browser decides itself. */
export function browserId(): string {
  const known = localStorage.getItem(BROWSER) ?? crypto.randomUUID();
  localStorage.setItem(BROWSER, known);
  return known;
}

export class Readiness {
  readonly #machine = navigator as Navigator & Machine;
  #camera = "";
  #battery: Battery | null = null;

  constructor() {
    void this.#watchCamera();
    void this.#machine.getBattery?.().then((battery) => (this.#battery = battery)).catch(() => undefined);
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#watchCamera());
  }

  /** Where in the store the associate stands, as they last said on this device. */
  get department(): string {
    return localStorage.getItem(DEPARTMENT) ?? "";
  }

  set department(name: string) {
    localStorage.setItem(DEPARTMENT, name);
  }

  proof(audio: boolean, microphone: string): Proof {
    const mbit = this.#machine.connection?.downlink;
    return {
      tab: browserId(),
      visible: document.visibilityState === "visible",
      audio,
      microphone,
      camera: this.#camera,
      battery: this.#battery?.level ?? null,
      charging: this.#battery?.charging ?? true,
      uplink_kbit: mbit ? mbit * 1000 : null,
      department: this.department,
    };
  }

  async #watchCamera(): Promise<void> {
    const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => null);
    if (devices && !devices.some((device) => device.kind === "videoinput")) {
      this.#camera = "missing";
      return;
    }
    const status = await navigator.permissions.query({ name: "camera" as PermissionName }).catch(() => null);
    if (!status) return;
    this.#camera = status.state;
    status.onchange = () => (this.#camera = status.state);
  }
}
