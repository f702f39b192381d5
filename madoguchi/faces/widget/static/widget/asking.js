/* Asking the server: who asks stands in the head, and nothing waits for ever. */
const PATIENCE = 20000; // milliseconds

export function headersOf(language, token, jwt) {
  const headers = { "X-Language": language };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (jwt) headers["X-Identity"] = jwt;
  return headers;
}

/* The answer to a question, or to something said (`body`). Fails with `status` (none: nobody answered), `code`, a text. */
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
  throw Object.assign(new Error(said.text || ""), { status: answer.status, code: said.error });
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
