/* <madoguchi-passkey do="sign-in | ask | add">: a form that a passkey or security key fills (WebAuthn Level 3).

   The options come from the JSON beside the form, or, to sign in, from the address of the form itself. Where the browser has no
   passkeys the form stays hidden. Words come from data-failed, already translated. */

const fromBase64 = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

class Passkey extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!window.PublicKeyCredential) return;
    this.form.hidden = false;
    this.form.addEventListener("submit", this.#submit);
  }

  #submit = async (event) => {
    event.preventDefault();
    const error = this.querySelector("[role=alert]:not(.banner)");
    const button = this.form.querySelector("button");
    error.hidden = true;
    button.disabled = true;
    try {
      const credential = this.getAttribute("do") === "add" ? await this.#create() : await this.#get();
      this.form.elements.credential.value = JSON.stringify(credential);
      this.form.submit();
    } catch {
      error.textContent = this.dataset.failed;
      error.hidden = false;
    } finally {
      button.disabled = false;
    }
  };

  async #options() {
    const beside = this.querySelector('script[type="application/json"]');
    if (beside) return JSON.parse(beside.textContent);
    const answer = await fetch(this.form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async #create() {
    const { publicKey } = (await this.#options()).creation_options;
    const alone = this.form.elements.passwordless?.checked ?? false;
    publicKey.challenge = fromBase64(publicKey.challenge);
    publicKey.user.id = fromBase64(publicKey.user.id);
    for (const known of publicKey.excludeCredentials ?? []) known.id = fromBase64(known.id);
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone ? { userVerification: "required" } : {}),
    };
    const made = await navigator.credentials.create({ publicKey });
    return this.#plain(made, {
      attestationObject: toBase64(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    });
  }

  async #get() {
    const { publicKey } = (await this.#options()).request_options;
    publicKey.challenge = fromBase64(publicKey.challenge);
    for (const known of publicKey.allowCredentials ?? []) known.id = fromBase64(known.id);
    const got = await navigator.credentials.get({ publicKey });
    return this.#plain(got, {
      authenticatorData: toBase64(got.response.authenticatorData),
      signature: toBase64(got.response.signature),
      userHandle: got.response.userHandle ? toBase64(got.response.userHandle) : null,
    });
  }

  #plain(credential, response) {
    return {
      id: credential.id,
      rawId: toBase64(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: { clientDataJSON: toBase64(credential.response.clientDataJSON), ...response },
    };
  }
}

customElements.define("madoguchi-passkey", Passkey);
