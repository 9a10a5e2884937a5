/* lasaft.networkWorker(separation): the inside of a worker. It gets the runtime's and the network's bytes once, then
   windows of a song one by one, and answers with their estimates. Nothing is fetched: all comes by messages.
   `ort` is what the runtime's own script, which stands before this text in the worker, gives. */
(window.lasaft ??= {}).networkWorker = (separation) => {
  let session, stft, about;

  const start = async ({ wasm, model, about: given }) => {
    about = given;
    stft = new (separation().Stft)(about);
    Object.assign(ort.env.wasm, { wasmBinary: wasm, numThreads: 1 });
    ort.env.logLevel = "error";
    session = await ort.InferenceSession.create(new Uint8Array(model), { executionProviders: ["wasm"] });
    return {};
  };

  const input = (source, latent) => (latent === null ? {} : {
    source: new ort.Tensor("int64", [BigInt(source)], [1]),
    latent: new ort.Tensor("float32", Float32Array.from(latent.flat()), [1, latent.length, latent[0].length]),
  });

  /* One channel of a map, or the mean of all: {values (t, f), shape}. */
  const mapOf = ({ data, dims: [, channels, t, f] }, channel) => {
    const values = new Float32Array(t * f);
    const chosen = channel === null ? Array.from({ length: channels }, (_, c) => c) : [channel];
    for (const c of chosen) for (let i = 0; i < t * f; i++) values[i] += data[c * t * f + i] / chosen.length;
    return { values, shape: [t, f] };
  };

  /* Window [left, right] to the estimate of every wanted source, and of the last one the maps of a block, if asked. */
  const window = async ({ sides, wanted, look }) => {
    const spectrogram = stft.forward(sides);
    const x = new ort.Tensor("float32", spectrogram, [1, 4, about.n_frames, stft.bins]);
    const names = look ? [`before_${look.block}`, `answer_${look.block}`] : [];
    const [estimates, maps] = [[], []];
    for (const { source, latent } of wanted) {
      const outputs = await session.run({ x, ...input(source, latent) }, ["y", ...names]);
      estimates.push(stft.inverse(outputs.y.data));
      if (source === wanted.at(-1).source) maps.push(...names.map((name) => mapOf(outputs[name], look.channel)));
      for (const output of Object.values(outputs)) output.dispose();
    }
    return { estimates, maps };
  };

  const tasks = { start, window };
  self.onmessage = async ({ data: { id, task, ...values } }) => {
    try {
      self.postMessage({ id, ...(await tasks[task](values)) });
    } catch (error) {
      self.postMessage({ id, error: String(error?.message ?? error) });
    }
  };
};
