// Live counts of characters, and saving by itself while the form is filled in. Without this script the form works by its button.
(() => {
  'use strict';
  const count = text => [...text].filter(c => !/\s/u.test(c)).length;
  for (const note of document.querySelectorAll('[data-count-for]')) {
    const box = document.getElementById(note.dataset.countFor);
    const show = () => {
      const n = count(box.value);
      note.textContent = note.dataset.said.replace('#', n);
    };
    box.addEventListener('input', show);
  }

  const form = document.querySelector('form[data-autosave]');
  if (!form) return;
  const note = form.querySelector('[data-autosave-note]');
  let timer = 0;
  let running = null;
  const save = async () => {
    timer = 0;
    const address = new URL(location.href);
    address.searchParams.set('handler', 'Autosave');
    try {
      const response = await fetch(address, { method: 'POST', body: new URLSearchParams(new FormData(form)), credentials: 'same-origin' });
      if (response.ok) {
        form.elements.revision.value = (await response.json()).revision;
        note.textContent = note.dataset.saved + ' ' + new Date().toLocaleTimeString();
      } else {
        note.textContent = response.status === 409 ? note.dataset.conflict : note.dataset.failed;
      }
    } catch {
      note.textContent = note.dataset.failed;
    }
  };
  form.addEventListener('input', () => {
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => { running = (running ?? Promise.resolve()).then(save).finally(() => { running = null; }); }, 1500);
  });
  form.addEventListener('submit', event => {
    if (timer) clearTimeout(timer);
    // What is being saved comes first, so that the revision sent is the one it gives.
    if (!running) return;
    const button = event.submitter;
    event.preventDefault();
    running.then(() => setTimeout(() => form.requestSubmit(button)));
  });
})();
