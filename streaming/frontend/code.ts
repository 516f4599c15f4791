/** The typed code: for landlines and desktops, in place of the texted link. */

import { Api, Problem, pageConfig } from "../../callcenter/frontend/api";

const { try_again } = pageConfig<{ try_again: string }>();
const form = document.querySelector("form") as HTMLFormElement;
const input = document.querySelector<HTMLInputElement>('[data-testid="code-input"]')!;
const error = document.querySelector<HTMLElement>('[data-testid="code-error"]')!;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  error.textContent = "";
  new Api("").post<{ path: string }>("/live", { code: input.value }).then(
    ({ path }) => location.assign(path),
    (problem: unknown) => {
      error.textContent = problem instanceof Problem ? problem.message : try_again;
      input.focus();
    },
  );
});
