"""What MkDocs calls while it builds the site: adds the generated pages, mends links, joins the languages.

Pages link to one another, and to other files of the repository, as they lie there, so that they can also be read there.
"""

import re
import sys
from pathlib import Path

from mkdocs.structure.files import File

sys.path.insert(0, str(Path(__file__).parent))
from pages import generated_pages  # noqa: E402

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_ELSEWHERE = {
    "results/README.md": "columns.md",
    "scenarios/validation/README.md": "cases.md",
    "CHANGELOG.md": "changes.md",
}
"""Pages that lie beside docs/, and their name in the site."""
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#:\s]+)(#[^)\s]*)?\)")


def on_files(files, config):
    """Add the pages that are written from the code, and those that lie beside docs/; they are in English only."""
    if Path(config.docs_dir) == DOCS:
        texts = {name: (ROOT / path).read_text(encoding="utf-8") for path, name in _ELSEWHERE.items()}
        for name, text in (texts | generated_pages()).items():
            files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown, page, config, files):
    """Links lead to the page of the site; a file that is none becomes its name."""
    path = next((path for path, name in _ELSEWHERE.items() if name == page.file.src_uri), None)
    source = ROOT / path if path else Path(config.docs_dir) / page.file.src_uri
    return _LINK.sub(lambda link: _in_site(link, source, Path(config.docs_dir)), markdown)


def on_page_context(context, page, config, nav):
    """The choice of the language leads to the same page in the other language, or to its first page."""
    french = Path(config.docs_dir) != DOCS
    own, other = page.file.src_uri, DOCS if french else DOCS / "fr"
    across = Path(own).with_suffix(".html").as_posix() if (other / own).exists() else "index.html"
    here = Path(own).with_suffix(".html").as_posix()
    english, translated = (f"../{across}", here) if french else (here, f"fr/{across}")
    config.extra["alternate"] = [
        {"name": "English", "lang": "en", "link": english},
        {"name": "Français", "lang": "fr", "link": translated},
    ]
    return context


def on_post_page(output, page, config):
    """Leave out links whose sitemap the theme's script would fetch: a page opened from the disk may fetch nothing."""
    return re.sub(r'\s*<link rel="alternate"[^>]*>', "", output)


def _in_site(link, source, docs):
    text, target, anchor = link[1], link[2], link[3] or ""
    there = (source.parent / target).resolve()
    path = there.relative_to(ROOT).as_posix() if there.is_relative_to(ROOT) else ""
    if there.is_relative_to(docs) and there.suffix == ".md" and source.is_relative_to(docs):
        return link[0]
    name = _ELSEWHERE.get(path, path.removeprefix("docs/") if path.startswith("docs/") else "")
    if name.endswith(".md"):
        if docs == DOCS and not name.startswith("fr/"):
            return f"[{text}]({name}{anchor})"
        up = "" if docs == DOCS else "../"
        return f'<a href="{up}{name.removesuffix("md")}html{anchor}">{text}</a>'
    if there.exists():
        return text if path in text else f"{text} (`{path}`)"
    return link[0]
