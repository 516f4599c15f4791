/** The device's battery, where the browser tells. */

interface Manager extends EventTarget {
  level: number;
  charging: boolean;
}

export class Battery {
  percent: number | null = null;
  charging = false;

  constructor(changed: () => void) {
    const asked = navigator as Navigator & { getBattery?(): Promise<Manager> };
    asked.getBattery?.().then(
      (manager) => {
        const read = (): void => {
          this.percent = Math.round(manager.level * 100);
          this.charging = manager.charging;
          changed();
        };
        for (const event of ["levelchange", "chargingchange"]) manager.addEventListener(event, read);
        read();
      },
      () => undefined, // not told: nothing is shown
    );
  }
}
