/* Asking the server: who asks stands in the head, and nothing waits for ever. */
const PATIENCE = 20000; // milliseconds

export function headersOf(language, token, jwt) {
  const headers = { "X-Language": language };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (jwt) headers["X-Identity"] = jwt;
  return headers;
}

/* The answer to a question, or to something said (`body`). Fails with `status` (none: nobody answered), `code`, a text, and the `jwt`
   by which it was asked, "" for none. */
export async function ask(path, headers, body) {
  const given = { headers, signal: AbortSignal.timeout(PATIENCE), cache: "no-store" };
  if (body) {
    given.method = "POST";
    given.body = JSON.stringify(body);
    given.headers = { ...headers, "Content-Type": "application/json" };
  }
  const answer = await fetch(path, given);
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  throw Object.assign(refusal(answer.status, said), { jwt: headers["X-Identity"] || "" });
}

/* Why not, in the language of the page where it has words for it; the server speaks fewer. */
export function refusal(status, said) {
  const texts = JSON.parse(document.body.dataset.texts);
  return Object.assign(new Error(texts[`refused:${said?.error}`] || said?.text || ""), { status, code: said?.error });
}

/* What the page around tells, and what the browser does. */
export function deviceFacts(facts) {
  return {
    ...facts,
    language: navigator.language,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    browser: navigator.userAgent,
    system: navigator.userAgentData?.platform || navigator.platform,
  };
}
