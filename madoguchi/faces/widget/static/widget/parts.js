/* A slow phone stays awake: what takes long is done bit by bit, and what only some need is fetched when it is used. */
const PAUSE = 1000; // milliseconds until a part that could not be fetched is asked for again

/* Let the browser do what else there is: a finger, a frame. */
export const rest = () => globalThis.scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));

/* A module beside this one; without a network, once it is back. Its name changes with each try, for some browsers remember a failure. */
export async function part(name) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await import(tries ? `./${name}.js?${tries}` : `./${name}.js`);
    } catch {
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }
}

/* What a browser knows of languages and times is read when it is first asked for, which takes longer than anything else here; so
   it is asked for in three steps, before a message has a time to be shown. */
export async function learnTimes(language) {
  await rest();
  Intl.DateTimeFormat.supportedLocalesOf(language);
  await rest();
  new Intl.NumberFormat(language);
  await rest();
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
