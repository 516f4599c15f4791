/** The widget's own style, adopted by its shadow root: no style element, no inline style. */

const RULES = `
:host { display: inline-block; font: 16px/1.5 var(--vs-font); color: var(--vs-text); text-align: start; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, .slot span { display: inline-flex; align-items: center; justify-content: center; gap: 8px; min-block-size: 44px; min-inline-size: 44px;
  padding: 8px 18px; border: 1px solid var(--vs-line); border-radius: 999px; background: var(--vs-surface); color: var(--vs-text);
  font: inherit; font-weight: 600; cursor: pointer; }
button:hover { border-color: var(--vs-accent); }
button:disabled { opacity: .55; cursor: not-allowed; }
.primary { background: var(--vs-accent); border-color: var(--vs-accent); color: var(--vs-accent-text); }
.wide { inline-size: 100%; }
:focus-visible { outline: 3px solid var(--vs-accent); outline-offset: 2px; }
dialog { inline-size: min(440px, 100vw); max-inline-size: 100vw; max-block-size: 92dvh; margin: auto; padding: 0; border: 1px solid var(--vs-line);
  border-radius: var(--vs-radius); background: var(--vs-surface); color: var(--vs-text); box-shadow: var(--vs-shadow); overflow: auto; }
dialog::backdrop { background: rgb(10 12 10 / 55%); }
.head { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 16px 20px 4px; }
.head h1 { margin: 0; font: 600 1.375rem/1.2 var(--vs-serif); }
.body { padding: 8px 20px 20px; }
.stack { display: grid; gap: 14px; }
.row { display: flex; flex-wrap: wrap; gap: 10px; }
h2 { margin: 0; font: 600 1.5rem/1.25 var(--vs-serif); }
p { margin: 0; }
.muted { color: var(--vs-muted); }
.small { font-size: .875rem; font-weight: 400; }
.error { color: var(--vs-bad); font-weight: 600; }
.error:empty { display: none; }
label { display: grid; gap: 4px; font-weight: 600; }
fieldset { margin: 0; padding: 0; border: 0; display: grid; gap: 4px; }
legend { padding: 0; font-weight: 600; }
.choice { display: grid; grid-template-columns: 24px 1fr; align-items: center; gap: 10px; min-block-size: 44px; font-weight: 400; }
input[type=radio], input[type=checkbox] { inline-size: 20px; block-size: 20px; margin: 2px; accent-color: var(--vs-accent); }
select, input[type=tel] { inline-size: 100%; min-inline-size: 0; min-block-size: 44px; padding: 8px 12px; border: 1px solid var(--vs-muted); border-radius: 10px;
  background: var(--vs-surface); color: var(--vs-text); font: inherit; }
.phone { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 10px; }
.times { display: grid; grid-template-columns: repeat(auto-fill, minmax(84px, 1fr)); gap: 8px; max-block-size: 200px; overflow: auto; padding: 3px; }
.slot { position: relative; }
.slot input { position: absolute; opacity: 0; }
.slot span { padding: 8px; border-radius: 10px; }
.slot .there { display: block; font-size: .75rem; font-weight: 400; padding: 0; border: 0; min-block-size: 0; background: none; color: inherit; }
.slot span { flex-direction: column; gap: 0; line-height: 1.25; }
.apart { position: absolute; inset-inline-start: -10000px; }
.slot input:checked + span { background: var(--vs-accent); color: var(--vs-accent-text); }
.slot input:focus-visible + span { outline: 3px solid var(--vs-accent); outline-offset: 2px; }
.status { justify-items: center; text-align: center; padding-block: 12px; }
.status .row { justify-content: center; }
.pulse { display: grid; place-items: center; inline-size: 84px; block-size: 84px; border-radius: 50%; background: var(--vs-accent-soft);
  font: 700 1.75rem/1 var(--vs-font); animation: pulse 1.6s ease-out infinite; }
.still { animation: none; }
@keyframes pulse { from { box-shadow: 0 0 0 0 var(--vs-accent); } to { box-shadow: 0 0 0 22px transparent; } }
@media (max-width: 560px) { dialog { margin-block-end: 0; border-radius: var(--vs-radius) var(--vs-radius) 0 0; } .phone { grid-template-columns: 1fr; } }
@media (prefers-reduced-motion: reduce) { .pulse { animation: none; } }
`;

/** Adopt the rules and the design tokens (`theme` is the text of theme.css). */
export function dress(root: ShadowRoot, theme: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(theme + RULES);
  root.adoptedStyleSheets = [sheet];
}
