/* The bytes of files until they have gone up: with the browser, so that a reload loses none, or in memory where it keeps nothing. */
const NAME = `madoguchi:${location.pathname}`;
const memory = new Map();
let opened;

export async function keepBytes(once, bytes) {
  memory.set(once, bytes);
  await tried("readwrite", (files) => files.put(bytes, once));
}

/* undefined: they have gone up, or were lost. */
export async function bytesOf(once) {
  return memory.get(once) ?? tried("readonly", (files) => files.get(once));
}

export async function dropBytes(once) {
  memory.delete(once);
  await tried("readwrite", (files) => files.delete(once));
}

async function tried(mode, what) {
  try {
    opened ??= answered(Object.assign(indexedDB.open(NAME), { onupgradeneeded: (event) => event.target.result.createObjectStore("files") }));
    return await answered(what((await opened).transaction("files", mode).objectStore("files")));
  } catch {
    opened = undefined; // the next one tries anew
    return undefined;
  }
}

function answered(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
