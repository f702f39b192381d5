/* Madoguchi: the chat of this site. Nothing is stored and nobody is asked before it is opened. */
(function () {
  "use strict";
  if (window.Madoguchi) return;
  var config = "{CONFIG}";
  var script = document.currentScript;
  var origin = new URL(script.src).origin;
  var spoken = (script.dataset.language || document.documentElement.lang || navigator.language || "").slice(0, 2);
  var language = config.launcher[spoken] ? spoken : config.language;
  var host, launcher, frame, badge, isOpen = false, isReady = false, jwt = "";
  var tracked = [], errors = [], listeners = {}, waiting = [];

  function note(list, entry) { list.push(String(entry).slice(0, 500)); if (list.length > 10) list.shift(); }
  addEventListener("error", function (event) { note(errors, event.message + " " + (event.filename || "") + ":" + (event.lineno || 0)); });
  addEventListener("unhandledrejection", function (event) { note(errors, event.reason); });

  function facts() {
    return {
      page: location.href, title: document.title, referrer: document.referrer,
      screen: screen.width + "x" + screen.height, errors: errors, tracked: tracked,
    };
  }
  function emit(name, data) { (listeners[name] || []).forEach(function (listen) { listen(data); }); }
  function send(message) {
    if (isReady) frame.contentWindow.postMessage(message, origin);
    else waiting.push(message);
  }

  var SHEET = ":host{all:initial}button{all:unset;box-sizing:border-box;position:fixed;bottom:1.25rem;" + config.position + ":1.25rem;z-index:2147483000;min-height:3rem;padding:0 1.25rem;border-radius:1.5rem;background:" + config.colour + ";color:" + config.ink + ";font:500 1rem/3rem system-ui,sans-serif;cursor:pointer;box-shadow:0 2px 12px #0003}button:focus-visible{outline:3px solid " + config.colour + ";outline-offset:3px}b{display:none;margin-inline-start:.5rem;min-width:1.25rem;padding:0 .25rem;border-radius:1rem;background:" + config.ink + ";color:" + config.colour + ";font:600 .75rem/1.25rem system-ui;text-align:center}b[data-on]{display:inline-block}iframe{display:none;position:fixed;bottom:1.25rem;" + config.position + ":1.25rem;z-index:2147483001;width:24rem;height:min(40rem,calc(100dvh - 2.5rem));border:0;border-radius:.75rem;box-shadow:0 8px 40px #0004;color-scheme:normal}iframe[data-on]{display:block}@media (max-width:30rem){iframe{inset:0;width:100%;height:100%;border-radius:0}}@media print{:host{display:none}}@media (forced-colors:active){button{border:1px solid}}";

  function build() {
    if (host && host.isConnected) return;
    if (!host) {
      host = document.createElement("madoguchi-chat");
      var root = host.attachShadow({ mode: "open" });
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(SHEET);
      root.adoptedStyleSheets = [sheet];
      launcher = document.createElement("button");
      launcher.type = "button";
      launcher.textContent = config.launcher[language];
      launcher.setAttribute("aria-expanded", "false");
      badge = launcher.appendChild(document.createElement("b"));
      launcher.addEventListener("click", open);
      root.append(launcher);
    }
    isReady = false; // a frame that is put in again begins anew
    document.body.append(host); // also again, where a single-page site has replaced its body, or all that was in it
    watcher.observe(document.body, { childList: true });
  }

  function open() {
    build();
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = config.title[language];
      frame.allow = "autoplay; fullscreen";
      frame.src = origin + "/chat/" + config.key + "/?lang=" + language;
      launcher.after(frame);
    }
    isOpen = true;
    frame.setAttribute("data-on", "");
    launcher.style.display = "none";
    launcher.setAttribute("aria-expanded", "true");
    unread(0);
    greet();
    frame.focus();
    emit("open");
  }
  function greet() { send({ madoguchi: "opened", facts: facts() }); }
  function close() {
    if (!isOpen) return;
    isOpen = false;
    frame.removeAttribute("data-on");
    launcher.style.display = "";
    launcher.setAttribute("aria-expanded", "false");
    launcher.focus();
    send({ madoguchi: "closed" });
    emit("close");
  }
  function unread(count) {
    badge.textContent = count || "";
    badge.toggleAttribute("data-on", count > 0);
    emit("unread", count);
  }

  addEventListener("message", function (event) {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin || !event.data) return;
    var said = event.data.madoguchi;
    if (said === "ready") {
      isReady = true;
      if (jwt) send({ madoguchi: "identity", jwt: jwt });
      waiting.splice(0).forEach(send);
    } else if (said === "close") close();
    else if (said === "unread" && !isOpen) unread(event.data.count);
    else if (said === "identity") emit("identity");
    else if (said === "facts") send({ madoguchi: "facts", facts: facts() });
    else if (said === "message") emit("message", event.data.message);
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest('a[href="#madoguchi"]');
    if (link) { event.preventDefault(); open(); }
  });

  window.Madoguchi = {
    open: open,
    close: close,
    identify: function (token) { jwt = String(token || ""); if (frame) send({ madoguchi: "identity", jwt: jwt }); },
    track: function (name, data) { note(tracked, new Date().toISOString() + " " + name + (data === undefined ? "" : " " + JSON.stringify(data))); },
    on: function (name, listen) { (listeners[name] = listeners[name] || []).push(listen); },
  };
  var watcher = new MutationObserver(function () {
    if (!document.body || !host || host.isConnected) return;
    build();
    if (isOpen) greet();
    else if (frame) send({ madoguchi: "again", facts: facts() });
  });
  watcher.observe(document.documentElement, { childList: true });
  if (document.body) build();
  else addEventListener("DOMContentLoaded", build);
  if (location.hash === "#madoguchi") addEventListener("load", open);
})();
