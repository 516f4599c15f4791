/** The associate's page: snapshots in, commands out, one telephone and one camera. */

import { render } from "lit";
import { Api, Problem, pageConfig, sessionHeaders } from "../../callcenter/frontend/api";
import { LiveChannel } from "../../callcenter/frontend/live-channel";
import type { LiveAddress } from "../../callcenter/frontend/live-channel";
import { CameraPanel } from "../../streaming/frontend/camera-panel";
import { Filming } from "../../streaming/frontend/filming";
import type { SignedIn } from "../../streaming/frontend/filming";
import { CallTools } from "./call-tools";
import { Consult } from "./consult";
import { page } from "./console-view";
import type { Actions, Desk, EncoderAddress } from "./desk";
import { Readiness } from "./readiness";
import { Rejoin } from "./rejoin";
import { Ringer } from "./ringer";
import { Softphone } from "./softphone";
import type { ConsoleConfig, ConsoleView } from "./views";
import { Worklist } from "./worklist";
import type { WorkView } from "./worklist";

/** Whether the associate is beside a colleague's conversation. */
function helps(view: ConsoleView): boolean {
  return view.consult !== null && view.consult.state !== "asking";
}

class Console {
  readonly #root = document.getElementById("console") as HTMLElement;
  readonly #api = new Api("", sessionHeaders);
  readonly #ringer = new Ringer();
  readonly #readiness = new Readiness();
  readonly #desk: Desk;
  readonly #actions: Actions;
  #skew: number;
  #tour = "";

  constructor(config: ConsoleConfig) {
    this.#skew = Date.parse(config.state.now) - Date.now();
    const filming = new Filming(() => this.#signIn(), false, () => this.#draw());
    const softphone = new Softphone(this.#api, { trouble: (text) => this.#set({ trouble: text }), changed: () => this.#moved() });
    this.#desk = {
      config,
      view: config.state,
      softphone,
      rejoin: new Rejoin(this.#api, softphone, () => this.#draw()),
      filming,
      panel: new CameraPanel(filming),
      encoder: null,
      tools: new CallTools(this.#api, (work) => void this.#do(work), () => this.#draw()),
      consult: new Consult(this.#api, {
        run: (work) => void this.#do(work),
        connect: (contact) => this.#connect(contact),
        hangUp: () => softphone.hangUp(),
        left: (at) => Math.max(0, Math.ceil(-this.#desk.since(at))),
      }),
      worklist: new Worklist({
        api: this.#api,
        outcomes: config.work_outcomes,
        run: (work) => void this.#do(work),
        changed: () => this.#draw(),
        connect: (contact) => this.#connect(contact),
        since: (at) => this.#desk.since(at),
      }),
      trouble: "",
      live: false,
      microphone: "",
      keypad: false,
      declining: false,
      help: false,
      disposition: "",
      note: "",
      since: (at) => (Date.now() + this.#skew - Date.parse(at)) / 1000,
    };
    this.#actions = this.#bound();
  }

  start(): void {
    this.#draw();
    setInterval(() => this.#moved(), 500);
    const channel = new LiveChannel(this.#desk.config.live, {
      hello: () => void this.#refresh(),
      event: (name, data) => {
        if (name === "console") this.#show(data as ConsoleView);
        if (name === "worklist") this.#desk.worklist.show(data as WorkView);
      },
      state: (open) => this.#set({ live: open }),
      renew: () => this.#api.get<LiveAddress>("/console/live").catch(() => null),
    });
    channel.open();
    this.#beat();
    void this.#watchMicrophone();
    this.#desk.softphone.prepare().then(
      () => (document.body.dataset["softphone"] = "ready"),
      () => this.#set({ trouble: "Your telephone could not be prepared. Reload the page." }),
    );
    document.addEventListener("keydown", (event) => this.#key(event));
    this.#show(this.#desk.view);
  }

  /** The other side's sound, for tests. */
  get remoteSound(): MediaStream | null {
    return this.#desk.softphone.remote;
  }

  /** The telephone has changed, or time has passed: a line that was lost is taken up again. */
  #moved(): void {
    if (document.body.dataset["ready"]) this.#desk.rejoin.follow(this.#desk.view.contact, helps(this.#desk.view));
    this.#draw();
  }

  #set(change: Partial<Desk>): void {
    Object.assign(this.#desk, change);
    this.#draw();
  }

  #draw(): void {
    this.#desk?.panel.draw();
    if (this.#desk) render(page(this.#desk, this.#actions), this.#root);
  }

  #show(view: ConsoleView): void {
    if (view.version < this.#desk.view.version) return;
    this.#skew = Date.parse(view.now) - Date.now();
    if (!view.offer) this.#desk.declining = false;
    if (!view.contact) this.#desk.keypad = false;
    this.#set({ view });
    if (view.offer) this.#ringer.ring(view.offer.id, `${view.offer.card.product?.name ?? view.offer.card.category}, ${view.offer.card.language_name}`);
    else if (view.consult?.state === "asking") this.#ringer.ring(view.consult.id, `${view.consult.name} asks for you`);
    else this.#ringer.stop();
    if (!view.contact && !helps(view) && this.#desk.softphone.busy) this.#desk.softphone.hangUp();
    this.#followTour(view);
  }

  /** The camera goes with the tour: it opens with it and never outlives it. */
  #followTour(view: ConsoleView): void {
    const tour = view.contact?.tour;
    const running = tour && tour.state !== "ended" && tour.state !== "expired" ? tour.id : "";
    if (this.#tour && this.#tour !== running) {
      this.#desk.filming.end();
      this.#desk.encoder = null;
    }
    this.#tour = running;
  }

  async #refresh(): Promise<void> {
    this.#show(await this.#api.get<ConsoleView>("/console/state"));
    await this.#desk.worklist.load();
    document.body.dataset["ready"] = "true";
  }

  #beat(): void {
    const tell = (): void => {
      const seen = this.#readiness.proof(!this.#ringer.locked, this.#desk.microphone);
      this.#api.post<{ rings: boolean }>("/console/beat", seen).then((answer) => (this.#ringer.chosen = answer.rings), () => undefined);
    };
    const worker = new Worker("/static/routing/dist/beat-worker.js");
    worker.onmessage = tell;
    worker.postMessage(this.#desk.config.beat_s);
    tell();
  }

  async #watchMicrophone(): Promise<void> {
    const status = await navigator.permissions.query({ name: "microphone" as PermissionName }).catch(() => null);
    if (!status) return;
    status.onchange = () => this.#set({ microphone: status.state });
    this.#set({ microphone: status.state });
  }

  /** Run a command; a refusal is shown in its own words, and the truth fetched again. */
  async #do(work: () => Promise<unknown>): Promise<void> {
    try {
      this.#set({ trouble: "" });
      await work();
    } catch (error) {
      this.#set({ trouble: error instanceof Problem ? error.message : "That did not work. Please try again." });
      await this.#refresh().catch(() => undefined);
    }
  }

  async #command(path: string, body: unknown = {}): Promise<void> {
    this.#show(await this.#api.post<ConsoleView>(path, body));
  }

  async #accept(): Promise<void> {
    const offer = this.#desk.view.offer;
    if (!offer) return;
    this.#ringer.stop();
    const { contact } = await this.#api.post<{ contact: string }>(`/offers/${offer.id}/accept`);
    await this.#connect(contact);
  }

  async #connect(contact: string): Promise<void> {
    await this.#desk.rejoin.claim(contact);
    await Promise.all([this.#desk.softphone.connect(contact), this.#refresh()]);
  }

  async #startTour(): Promise<void> {
    const contact = this.#desk.view.contact;
    if (!contact) return;
    await this.#api.post("/tours", { contact: contact.card.id });
    await this.#refresh();
    await this.#desk.filming.begin();
  }

  #signIn(): Promise<SignedIn> {
    this.#desk.filming.camera.shop = this.#desk.view.associate.store;
    return this.#api.post<SignedIn>(`/tours/${this.#tour}/cameras`, { kind: "console" });
  }

  async #tourCommand(rest: string, body: unknown = {}): Promise<void> {
    await this.#api.post(`/tours/${this.#tour}/${rest}`, body);
    await this.#refresh();
  }

  #bound(): Actions {
    const contact = (): string => this.#desk.view.contact?.card.id ?? "";
    const { softphone } = this.#desk;
    return {
      presence: (state, reason) => void this.#do(() => this.#command("/console/presence", { state, reason })),
      accept: () => void this.#do(() => this.#accept()),
      askDecline: () => this.#set({ declining: !this.#desk.declining }),
      decline: (reason) => void this.#do(() => this.#command(`/offers/${this.#desk.view.offer?.id ?? ""}/decline`, { reason })),
      hangUp: () => void this.#do(() => this.#command(`/console/contacts/${contact()}/hang-up`)),
      mute: () => softphone.mute(!softphone.muted),
      keypad: () => this.#set({ keypad: !this.#desk.keypad }),
      press: (key) => softphone.press(key),
      startTour: () => void this.#do(() => this.#startTour()),
      tour: (rest, body) => void this.#do(() => this.#tourCommand(rest, body)),
      encoder: () => void this.#do(async () => this.#set({ encoder: await this.#api.post<EncoderAddress>(`/tours/${this.#tour}/cameras`, { kind: "encoder" }) })),
      choose: (code) => this.#set({ disposition: code }),
      write: (note) => (this.#desk.note = note),
      dispose: () => void this.#do(() => this.#dispose()),
      microphone: () => void this.#allowMicrophone(),
      help: () => this.#set({ help: !this.#desk.help }),
    };
  }

  async #dispose(): Promise<void> {
    const done = this.#desk.view.wrap_up;
    if (!done) return;
    await this.#command(`/console/contacts/${done.card.id}/disposition`, { code: this.#desk.disposition, note: this.#desk.note });
    this.#set({ disposition: "", note: "" });
  }

  async #allowMicrophone(): Promise<void> {
    this.#ringer.askPermission();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    stream?.getTracks().forEach((track) => track.stop());
    await this.#watchMicrophone();
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "?" && !(event.target instanceof HTMLTextAreaElement)) this.#actions.help();
    if (event.key === "Escape" && this.#desk.help) this.#actions.help();
    if (!event.ctrlKey || !event.shiftKey) return;
    const { offer, contact } = this.#desk.view;
    const shortcuts: Record<string, (() => void) | false> = {
      A: Boolean(offer) && this.#actions.accept,
      D: Boolean(offer) && this.#actions.askDecline,
      H: Boolean(contact) && this.#actions.hangUp,
      M: this.#desk.softphone.busy && this.#actions.mute,
      T: Boolean(contact) && this.#actions.startTour,
    };
    const act = shortcuts[event.key.toUpperCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

const desk = new Console(pageConfig<ConsoleConfig>());
desk.start();
Object.defineProperty(globalThis, "virtualShopperConsole", { value: desk });
