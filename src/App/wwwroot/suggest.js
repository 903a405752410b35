// Suggestions under a box, after the ARIA combobox pattern: of the search when data-suggest is empty, otherwise of the address in it. A box in a form
// of several fields only takes the text; that of the search asks at once. Without this file the box is a plain one.
for (const input of document.querySelectorAll('input[data-suggest]')) {
  const box = document.createElement('div');
  box.className = 'suggest-box';
  input.before(box);
  box.append(input);
  const source = input.dataset.suggest;
  const picks = source ? [...input.form.elements].filter(one => one.name === input.name + '-pick') : [];
  const list = document.createElement('ul');
  list.className = 'suggest-list';
  list.id = input.id + '-suggestions';
  list.role = 'listbox';
  list.ariaLabel = input.labels?.[0]?.textContent ?? input.ariaLabel ?? input.placeholder;
  list.hidden = true;
  box.append(list);
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-expanded': 'false', 'aria-controls': list.id, 'aria-autocomplete': 'list' })) input.setAttribute(name, value);
  let active = -1, timer = 0, asked = 0;

  const close = () => { list.hidden = true; active = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
  const choose = item => {
    input.value = item.dataset.text;
    close();
    if (!source) input.form.requestSubmit();
  };
  const address = text => document.documentElement.dataset.base + (source || '/api/v1/suggest') + '?q=' + encodeURIComponent(text)
    + (source ? '&near=' + encodeURIComponent(input.dataset.near) + '&as=' + (document.documentElement.lang === 'en' ? 'en' : 'zh') : '');
  const move = to => {
    const items = [...list.children];
    active = (to + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute('aria-selected', String(i === active)));
    items[active].scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', items[active].id);
  };
  // What the same person typed before, the last first.
  const earlier = input.dataset.history ? JSON.parse(input.dataset.history) : [];
  const history = text => earlier.filter(one => one !== text && one.toLowerCase().includes(text.toLowerCase())).slice(0, 3)
    .map(one => ({ text: one, label: one, note: input.dataset.earlier }));
  const show = suggestions => {
    list.replaceChildren(...suggestions.map((suggestion, i) => {
      const item = document.createElement('li');
      item.role = 'option';
      item.id = list.id + i;
      item.dataset.text = suggestion.text;
      const [label, note] = [document.createElement('span'), document.createElement('span')];
      label.textContent = suggestion.label;
      note.textContent = suggestion.note;
      note.className = 'soft small-text';
      item.append(label, note);
      item.addEventListener('mousedown', event => { event.preventDefault(); choose(item); });
      return item;
    }));
    active = -1;
    list.hidden = suggestions.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
  };

  input.addEventListener('input', () => {
    clearTimeout(timer);
    const text = input.value.trim(), mine = ++asked;
    // What is typed counts: a choice made before is taken back.
    for (const pick of picks) pick.checked = pick.value === '';
    if (!text) return close();
    timer = setTimeout(async () => {
      try {
        const answer = await fetch(address(text));
        if (answer.ok && mine === asked && document.activeElement === input) show([...history(text), ...await answer.json()]);
      } catch { close(); }
    }, 150);
  });
  input.addEventListener('keydown', event => {
    if (list.hidden) return;
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active < 0 ? list.children.length - 1 : active - 1);
    else if (event.key === 'Enter' && active >= 0) choose(list.children[active]);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  });
  input.addEventListener('blur', close);
  for (const pick of picks) pick.addEventListener('change', () => { if (pick.value) input.value = pick.parentElement.textContent.trim(); });
}
