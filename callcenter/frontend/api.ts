/** Requests to our own interfaces: JSON in, JSON out, problems as exceptions. */

/** What the server refused, in words for the person; `field` names the form field at fault. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
    readonly field: string | null = null,
  ) {
    super(detail);
  }
}

interface ProblemBody {
  title?: string;
  detail?: string;
  field?: string;
}

export type Headers = Record<string, string>;

/** One way of asking: a base address and the headers that prove who asks. */
export class Api {
  readonly #base: string;
  readonly #headers: () => Headers;

  constructor(base: string, headers: () => Headers = () => ({})) {
    this.#base = base;
    this.#headers = headers;
  }

  get<T>(path: string): Promise<T> {
    return this.#ask<T>("GET", path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#ask<T>("POST", path, JSON.stringify(body));
  }

  /** Fetch a picture. */
  async blob(path: string): Promise<Blob> {
    return (await this.#fetch("GET", path)).blob();
  }

  /** Send a picture. */
  async send<T>(path: string, body: Blob): Promise<T> {
    return (await (await this.#fetch("POST", path, body, body.type)).json()) as T;
  }

  async #ask<T>(method: string, path: string, body?: string): Promise<T> {
    const response = await this.#fetch(method, path, body, "application/json");
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async #fetch(method: string, path: string, body?: BodyInit, type = ""): Promise<Response> {
    const headers: Headers = { Accept: "application/json", ...this.#headers() };
    if (body !== undefined) headers["Content-Type"] = type;
    let response: Response;
    try {
      response = await fetch(this.#base + path, { method, headers, body, keepalive: document.visibilityState === "hidden" });
    } catch {
      throw new Problem(0, "No connection", "We cannot reach the store right now. Please try again.");
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const said: ProblemBody = await response.json().catch(() => ({}));
  return new Problem(
    response.status,
    said.title ?? "Something went wrong",
    said.detail ?? "Please try again in a moment.",
    said.field ?? null,
  );
}

/** The page's own data, put there by the server. */
export function pageConfig<T>(): T {
  return JSON.parse(document.getElementById("config")?.textContent ?? "{}") as T;
}

/** The session's token, as the page was given it. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** For signed-in pages: the session's token goes with every request. */
export function sessionHeaders(): Headers {
  return { "X-CSRF-Token": csrfToken() };
}

/** For keyed pages: the key they were given. */
export function keyHeaders(key: string): Headers {
  return { Authorization: `Bearer ${key}` };
}
