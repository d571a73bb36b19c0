(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.getElementById("saring");
  const search = document.getElementById("cari");
  const rules = all(".rule");
  const shown = all(".shown [lang]", form).map((part) => [part, part.textContent]);

  /* The language: the style shows it, the page only has to say it too. */
  const speak = () => {
    const chosen = document.querySelector("[name=bahasa]:checked");
    root.lang = chosen.value;
    document.title = chosen.dataset.title;
  };
  all("[name=bahasa]").forEach((radio) => radio.addEventListener("change", speak));
  speak();

  /* The filters: `Pasal 27 ayat (1)` finds that paragraph, not (10); the last word may be unfinished. */
  const words = (text) => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()}`;
  const texts = new Map();
  const textOf = (rule) => texts.get(rule) ?? texts.set(rule, words(rule.textContent) + " ").get(rule);
  const groups = all(".group, .body section:has(.rule)").map((group) => {
    const count = group.querySelector(".count");
    return [group, count, count.textContent];
  });
  const apply = () => {
    const want = new FormData(form);
    const sought = words(search.value);
    const needle = /\d$/.test(sought) ? sought + " " : sought;
    const fits = (rule) =>
      [["pihak", "party"], ["bidang", "pillar"], ["keadaan", "state"]].every(
        ([name, key]) => !want.get(name) || want.get(name) === rule.dataset[key],
      ) && (needle === " " || textOf(rule).includes(needle));
    rules.forEach((rule) => { rule.hidden = !fits(rule); });
    const number = rules.filter((rule) => !rule.hidden).length;
    const filtered = number < rules.length;
    for (const [group, count, total] of groups) {
      const left = all(".rule:not([hidden])", group).length;
      group.hidden = filtered && !left;
      count.textContent = filtered ? `${left} / ${total}` : total;
      if (filtered && group.tagName === "DETAILS") group.open = true;
    }
    shown.forEach(([part, text]) => { part.textContent = text.replace(/^\d+/, number); });
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());

  /* A link to a rule shows it, whatever is filtered or folded. */
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) { form.reset(); apply(); }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);

  /* On paper everything is open. */
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));

  const deeds = {
    open: () => all(".body details").forEach((part) => { part.open = true; }),
    close: () => all(".body details").forEach((part) => { part.open = false; }),
    print: () => print(),
  };
  all("[data-do]").forEach((button) => button.addEventListener("click", deeds[button.dataset.do]));

  /* Lines to copy. */
  for (const lines of all("pre")) {
    const button = document.getElementById("salin").content.cloneNode(true).firstElementChild;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(lines.textContent);
      button.after(document.getElementById("tersalin").content.cloneNode(true));
      setTimeout(() => button.nextElementSibling.remove(), 3000);
    });
    lines.before(button);
  }

  all("[hidden]", form).forEach((part) => { part.hidden = false; });
  if (matchMedia("(max-width: 60rem)").matches) form.querySelector("details").open = false;
  apply();
  reveal();
})();
