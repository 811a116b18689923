"""Do the pages about the forms say what the forms say?"""

from __future__ import annotations

import importlib.util
from types import ModuleType

from soroe.schema import items
from tests.schemas.library import FORMS, SCHEMAS, published

ROOT = SCHEMAS.parent


def form_pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("form_pages", ROOT / "scripts" / "form_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_what_the_script_writes() -> None:
    made = form_pages().pages()
    index = ROOT / "docs" / "forms" / "README.md"
    assert set(made) == set((ROOT / "docs" / "forms").glob("*.md")) - {index}
    for path, text in made.items():
        assert f"({path.name})" in index.read_text(encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, "run scripts/form_pages.py"


def test_every_item_and_every_condition_is_on_the_page() -> None:
    for form in FORMS:
        page = form_pages().page(form.parent.name, form.stem, published(form))
        for pointer, item in items(published(form)).items():
            assert page.count(f"| `{pointer}` |") == 1
            assert item.title in page
        for condition in published(form).get("allOf", ()):
            assert condition["title"] in page
