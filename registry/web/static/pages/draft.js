// Saves a draft while it is being typed. Without it, the button at the end of the page saves.
const form = document.querySelector('#draft');
const status = document.querySelector('#status');
const WAIT = 1500;
let timer = 0;
let busy = false;
let again = false;
let dirty = false;
let waiting = null;

/** Text of an error below a field; none takes it away. */
function tell(name, words) {
  const place = document.getElementById(`${name}-error`);
  const field = document.getElementById(name);
  if (!place || !field) return;
  place.textContent = words ? `＊${words}` : '';
  place.hidden = !words;
  if (words) field.setAttribute('aria-invalid', 'true');
  else field.removeAttribute('aria-invalid');
  const kind = form.elements[name.replace('cite-', 'kind-')];
  if (words && name.startsWith('cite-') && kind) kind.closest('.field').hidden = false;
}

/** A citation that is new can be chosen at every change. */
function offer(key, shown) {
  for (const group of form.querySelectorAll('optgroup.own')) {
    if ([...group.children].some((one) => one.value === key)) continue;
    const option = document.createElement('option');
    option.value = key;
    option.textContent = shown;
    group.prepend(option);
  }
}

/** What the answer says of each change: its basis as it is saved now, and whether it is done. */
function show(answer, sent) {
  form.elements.tag.value = answer.tag;
  for (const [key, shown] of answer.citations) if (answer.added.includes(key)) offer(key, shown);
  answer.bases.forEach(([key, article], n) => {
    const basis = form.elements[`basis-${n}`];
    if (!basis) return;
    const cite = form.elements[`cite-${n}`];
    const pasted = cite.value && cite.value === sent.get(`cite-${n}`) && !answer.wrong[`cite-${n}`];
    const taken = sent.get(`basis-${n}`) === basis.value && /^(take|shared) |^practice$/.test(basis.value);
    if ((pasted || taken) && key) {
      if (![...basis.options].some((one) => one.value === key)) {
        const known = answer.citations.find(([one]) => one === key);
        if (known) offer(...known);
      }
      basis.value = key;
      const place = form.elements[`article-${n}`];
      if (place.value === sent.get(`article-${n}`)) place.value = article; // not what came after
      if (pasted) cite.value = '';
    }
    const open = answer.open.includes(n);
    const section = document.getElementById(`change-${n}`);
    const state = document.getElementById(`state-${n}`);
    section.classList.toggle('open', open);
    section.classList.toggle('done', !open);
    state.textContent = open ? state.dataset.open : state.dataset.done;
    if (!open) for (const line of section.querySelectorAll('.lack')) line.hidden = true;
  });
  for (const place of form.querySelectorAll('.error[id$="-error"]')) {
    const name = place.id.replace(/-error$/, '');
    tell(name, answer.wrong[name] ?? '');
  }
  document.querySelector('#left').textContent = answer.left;
  const progress = document.querySelector('#progress');
  progress.value = progress.max - answer.open.length;
  status.textContent = answer.said;
}

/** Somebody else saved first: where both texts are put together. */
function late(there) {
  const link = document.createElement('a');
  link.href = there;
  link.textContent = form.dataset.late;
  status.replaceChildren(link);
  status.classList.add('late');
  link.focus();
}

async function save() {
  clearTimeout(timer);
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  dirty = false;
  status.textContent = form.dataset.saving;
  const sent = new FormData(form);
  try {
    const response = await fetch(form.dataset.auto, { method: 'POST', body: sent });
    const answer = await response.json();
    if (response.status === 409 && answer.late) late(answer.late);
    else if (response.ok) show(answer, sent);
    else throw new Error(String(response.status));
  } catch {
    dirty = true;
    status.textContent = form.dataset.failed;
  } finally {
    busy = false;
  }
  if (waiting) {
    const button = waiting;
    waiting = null;
    form.requestSubmit(button);
  } else if (again) {
    again = false;
    save();
  }
}

form.addEventListener('change', (event) => {
  const chosen = event.target.selectedOptions?.[0];
  const place = form.elements[`article-${event.target.dataset.n}`];
  if (chosen?.dataset.article && place) place.value = chosen.dataset.article;
  dirty = true;
  save();
});
form.addEventListener('input', (event) => {
  dirty = true;
  if (event.target.tagName !== 'TEXTAREA') return; // half a citation is none
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
});
form.addEventListener('submit', (event) => {
  clearTimeout(timer);
  dirty = false;
  if (!busy) return;
  event.preventDefault(); // first the answer, which names the text that this page is now made from
  again = false;
  waiting = event.submitter;
});
window.addEventListener('beforeunload', (event) => {
  if (dirty) event.preventDefault();
});
