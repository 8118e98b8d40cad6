// What the fields of a form hold, as `{ name: [values] }`: what people can change in
// them and nothing else. A box that is not ticked leaves an empty list.

const controls = (form) => [...form.elements].filter((e) =>
  e.name && /^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName) && !/^(hidden|password|file|submit|button|image|reset)$/.test(e.type));

const isBox = (control) => control.type === "checkbox" || control.type === "radio";

function collect(form, isChosen, value, picked) {
  const typed = {};
  for (const control of controls(form)) {
    const values = (typed[control.name] ??= []);
    if (isBox(control)) {
      if (isChosen(control)) values.push(control.value);
    } else if (control.tagName === "SELECT") values.push(...[...control.options].filter(picked).map((o) => o.value));
    else values.push(value(control));
  }
  return typed;
}

/** What the fields hold now. */
export const typedIn = (form) => collect(form, (c) => c.checked, (c) => c.value, (o) => o.selected);

/** What the page came with. */
export const cameWith = (form) => {
  const typed = collect(form, (c) => c.defaultChecked, (c) => c.defaultValue.replaceAll("\r\n", "\n"), (o) => o.defaultSelected);
  // A list of which nothing is marked shows its first line.
  for (const c of controls(form)) {
    if (c.tagName === "SELECT" && !c.multiple && !typed[c.name].length) typed[c.name].push(c.options[0]?.value ?? "");
  }
  return typed;
};

export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Puts values into the fields that have their names; those without a field are returned. */
export function putInto(form, typed) {
  const left = structuredClone(typed);
  for (const control of controls(form)) {
    const values = left[control.name];
    if (!values) continue;
    if (isBox(control)) control.checked = values.includes(control.value);
    else if (control.tagName === "SELECT") for (const option of control.options) option.selected = values.includes(option.value);
    else if (values.length) control.value = values.shift();
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return Object.fromEntries(Object.entries(left).filter(([name, values]) => values.length && !form.elements.namedItem(name)));
}

const words = (element) => element?.firstChild?.textContent.trim() ?? "";

/** Each field by what its label says, with its values in words. */
export function inWords(form, typed) {
  return Object.entries(typed).map(([name, values]) => {
    const all = controls(form).filter((c) => c.name === name);
    const [first] = all;
    const group = first?.closest("fieldset")?.querySelector("legend");
    const label = (first && isBox(first) ? words(group) : [words(group), words(first?.labels?.[0])].filter(Boolean).join(", ")) || name.replaceAll("_", " ");
    const shown = values.map((value) => {
      const box = all.find((c) => isBox(c) && c.value === value);
      const option = first?.tagName === "SELECT" && [...first.options].find((o) => o.value === value);
      return box ? words(box.labels?.[0]) : option ? option.text : value;
    });
    return { name, label, text: shown.filter(Boolean).join("\n") };
  });
}
