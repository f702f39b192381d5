/* The stream of a visitor: it says when there is something new, and never what. Read by fetch, for EventSource sends no
   header, and a token has no place in an address. */
const PAUSES = [500, 1000, 2000, 5000, 10000];
const SILENCE = 40000; // the server says something every 15 seconds; after a sleep nothing comes any more

export function listen(headers, heard, isThere, refused) {
  const ending = new AbortController();
  (async () => {
    for (let tries = 0; !ending.signal.aborted; tries += 1) {
      try {
        await follow(headers(), ending.signal, (names) => { tries = 0; isThere(true); heard(names); });
      } catch (error) {
        if (error.status === 401 && !ending.signal.aborted) { refused(); return; }
      }
      if (ending.signal.aborted) return;
      if (tries > 1) isThere(false);
      await new Promise((done) => setTimeout(done, PAUSES[Math.min(tries, PAUSES.length - 1)] * (0.5 + Math.random())));
    }
  })();
  return () => ending.abort();
}

async function follow(headers, ended, heard) {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), SILENCE);
  const answer = await fetch(`/live${location.pathname}`, { headers, cache: "no-store", signal: AbortSignal.any([ended, silent.signal]) });
  if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), SILENCE);
    const frames = (rest + value).split("\n\n");
    rest = frames.pop();
    for (const frame of frames) if (frame.includes("event:")) heard(namesIn(frame));
  }
}

/* What changed; after a start or a gap that may be anything. */
function namesIn(frame) {
  const data = /^data: (\[.*\])$/m.exec(frame);
  return data ? JSON.parse(data[1]) : ["chat"];
}
