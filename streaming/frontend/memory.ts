/** What a page remembers of itself over a reload, where the browser lets it; no cookie. */

export function remember(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    /* a browser may forbid it: then a reload asks for the tap again */
  }
}

export function recall(name: string): string {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

export function forget(name: string): void {
  try {
    sessionStorage.removeItem(name);
  } catch {
    /* nothing was kept */
  }
}
