// A softphone for tests: the plain Voice SDK, every event written down.
const events = [];
const note = (what, extra = null) => events.push({ what, extra });
addEventListener("unhandledrejection", (event) => note("unhandled", String(event.reason)));
addEventListener("error", (event) => note("unhandled", event.message));

const names = ["incoming", "outgoing", "disconnect", "dtmfs", "dtmfh", ..."0123456789".split("").map((digit) => `dtmf${digit}`)];
const sounds = Object.fromEntries(names.map((name) => [name, "/beep.wav"]));
const raw = { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } };
let device = null;
let call = null;
let context = null;

const plain = (error) => ({ code: error.code, name: error.name });

function watch(one) {
  for (const event of ["accept", "cancel", "disconnect", "reject", "ringing", "reconnecting", "reconnected", "transportClose", "messageSent", "messageReceived"])
    one.on(event, (extra) => note(`call.${event}`, typeof extra === "boolean" || typeof extra === "string" ? extra : extra && extra.content ? extra : null));
  one.on("error", (error) => note("call.error", plain(error)));
  return one;
}

async function start(token, signal, options = {}) {
  device = new Twilio.Device(token, { chunderw: signal, sounds, publishEvents: false, logLevel: "silent", enableImprovedSignalingErrorPrecision: true, ...options });
  for (const event of ["registered", "unregistered", "destroyed", "tokenWillExpire"]) device.on(event, () => note(`device.${event}`));
  device.on("error", (error) => note("device.error", plain(error)));
  device.on("incoming", (one) => {
    call = watch(one);
    note("device.incoming", { sid: one.parameters.CallSid, from: one.parameters.From, to: one.parameters.To, custom: Object.fromEntries(one.customParameters), verified: Boolean(one.callerInfo && one.callerInfo.isVerified) });
  });
  await device.register();
  return { identity: device.identity, edge: device.edge, home: device.home, state: device.state };
}

const begin = (...args) => void start(...args).catch((error) => note("register.rejected", String(error)));
const dial = async (params) => void (call = watch(await device.connect({ params, rtcConstraints: raw })));
const accept = () => void call.accept({ rtcConstraints: raw });

async function hears() {
  // The strongest frequency of the other side's sound; 0 for silence.
  const stream = call.getRemoteStream();
  if (!stream) return 0;
  context = context || new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  analyser.smoothingTimeConstant = 0;
  const source = context.createMediaStreamSource(stream);
  source.connect(analyser);
  await new Promise((done) => setTimeout(done, 600));
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  source.disconnect();
  const width = context.sampleRate / analyser.fftSize;
  let top = Math.ceil(60 / width);
  for (let n = top; n < bins.length; n += 1) if (bins[n] > bins[top]) top = n;
  return bins[top] > -60 ? top * width : 0;
}
