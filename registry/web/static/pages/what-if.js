// Shows what the choice would do while it is being made. Without it, the buttons do.
const WAIT = 350;
let timer = 0;
let asked = null;

/** The answer of the page for this form, in the place of the one that is shown. */
function ask(form) {
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const place = document.querySelector('#answer');
  const status = document.querySelector('#status');
  if (asked) asked.abort();
  asked = new XMLHttpRequest();
  asked.open('GET', address);
  asked.responseType = 'document'; // parsed, never run
  place.setAttribute('aria-busy', 'true');
  status.textContent = status.dataset.working;
  asked.onload = () => {
    const found = asked.response?.querySelector('#answer');
    if (!found) {
      asked.onerror();
      return;
    }
    const answer = document.adoptNode(found);
    place.replaceWith(answer);
    status.textContent = answer.dataset.told;
    history.replaceState(null, '', address);
  };
  asked.onerror = () => {
    place.removeAttribute('aria-busy');
    status.textContent = status.dataset.failed;
  };
  asked.send();
}

for (const form of document.querySelectorAll('form.live')) {
  const shown = form.querySelector('output');
  form.addEventListener('input', () => {
    if (shown) shown.textContent = form.elements.best.value;
    for (const other of document.querySelectorAll('form.live')) {
      if (other === form) continue;
      for (const box of other.querySelectorAll('input[type=checkbox]')) box.checked = false;
    }
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT, form);
  });
  form.addEventListener('submit', (event) => {
    if (event.submitter?.formAction !== form.action) return; // to another page
    event.preventDefault();
    clearTimeout(timer);
    ask(form);
  });
}
