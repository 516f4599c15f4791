/** The sound of one call, the microphones to choose from, and the ring of the phone. */

const CHOSEN = "sandbox-microphone";

export interface Microphone {
  id: string;
  name: string;
}

/** The microphones of this machine; names are known once one was allowed. */
export async function microphones(): Promise<Microphone[]> {
  const found = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  return found
    .filter((one) => one.kind === "audioinput" && one.deviceId !== "default")
    .map((one, n) => ({ id: one.deviceId, name: one.label || `Microphone ${n + 1}` }));
}

export function chosenMicrophone(): string {
  return localStorage.getItem(CHOSEN) ?? "";
}

export class CallSound {
  #peer: RTCPeerConnection | null = null;
  #stream: MediaStream | null = null;
  #muted = false;
  readonly #audio = new Audio();

  /** What the other side says, for tests. */
  get remote(): MediaStream | null {
    return this.#audio.srcObject as MediaStream | null;
  }

  /** Whether this page carries the sound of a call. */
  get here(): boolean {
    return this.#peer !== null;
  }

  /** Open the microphone and return an offer; without a microphone the phone only listens. */
  async offer(): Promise<{ sdp: string; listening: boolean }> {
    this.close();
    this.#muted = false;
    this.#stream = await open();
    const peer = (this.#peer = new RTCPeerConnection({ iceServers: [] }));
    const track = this.#stream?.getAudioTracks()[0];
    if (track && this.#stream) peer.addTrack(track, this.#stream);
    else peer.addTransceiver("audio", { direction: "recvonly" });
    peer.getTransceivers().forEach(preferTelephone);
    peer.ontrack = (event) => {
      this.#audio.srcObject = new MediaStream([event.track]);
      this.#audio.play().catch(() => undefined);
    };
    await peer.setLocalDescription();
    return { sdp: peer.localDescription?.sdp ?? "", listening: !track };
  }

  async accept(sdp: string): Promise<void> {
    await this.#peer?.setRemoteDescription({ type: "answer", sdp });
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    this.#stream?.getAudioTracks().forEach((track) => (track.enabled = !muted));
  }

  /** Take another microphone, now and from now on; a running call goes on with it. */
  async choose(id: string): Promise<void> {
    localStorage.setItem(CHOSEN, id);
    const sender = this.#peer?.getSenders()[0];
    if (!sender?.track) return;
    const stream = await open();
    const track = stream?.getAudioTracks()[0];
    if (!track) return;
    this.#stream?.getTracks().forEach((worn) => worn.stop());
    this.#stream = stream;
    this.mute(this.#muted);
    await sender.replaceTrack(track);
  }

  close(): void {
    this.#peer?.close();
    this.#peer = null;
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.#audio.srcObject = null;
  }
}

function open(): Promise<MediaStream | null> {
  const raw = new URLSearchParams(location.search).get("audio") === "raw";
  const plain = raw ? { echoCancellation: false, noiseSuppression: false, autoGainControl: false } : {};
  const id = chosenMicrophone();
  const audio = { ...plain, ...(id ? { deviceId: { ideal: id } } : {}) };
  return navigator.mediaDevices.getUserMedia({ audio }).catch(() => null);
}

function preferTelephone(transceiver: RTCRtpTransceiver): void {
  const known = RTCRtpReceiver.getCapabilities("audio")?.codecs ?? [];
  const rank = (codec: RTCRtpCodec): number => (codec.mimeType === "audio/PCMU" ? 0 : 1);
  if (known.length) transceiver.setCodecPreferences([...known].sort((a, b) => rank(a) - rank(b)));
}

/** A ring made of two tones; browsers allow it once the page was touched. */
export class Ring {
  #context: AudioContext | null = null;
  #timer = 0;

  start(): void {
    if (this.#timer) return;
    this.#once();
    this.#timer = window.setInterval(() => this.#once(), 2500);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #once(): void {
    if (!navigator.userActivation?.hasBeenActive) return;
    const context = (this.#context ??= new AudioContext());
    [440, 480].forEach((frequency) => {
      const tone = context.createOscillator();
      const volume = context.createGain();
      volume.gain.value = 0.06;
      tone.frequency.value = frequency;
      tone.connect(volume).connect(context.destination);
      tone.start();
      tone.stop(context.currentTime + 1);
    });
  }
}
