"""Checks of the documentation that rustdoc has written, and of the Markdown files of the repository.

- Links lead somewhere: relative ones to a file, and to an anchor in it. Links to our pages on docs.rs
  are looked up in the local documentation. Other external links are only listed.
- Every public module has an example.
- The chapter about the configuration has every setter of the config's builder.
"""

import html
import pathlib
import re
import urllib.parse

DOCS_RS = re.compile(r"https://docs\.rs/([a-z-]+)(?:/latest/([a-z_]+)(/.*)?|/?)$")

# Modules of emitted code, one for each operation or group of types: their items have the examples.
EMITTED = re.compile(r"(querysmith_sts|querysmith/sts)/(blocking|endpoint|operation|testing|types)(/|$)")

# What emitted code uses. docs.rs shows it because signatures of emitted code link to it.
CONTRACT = re.compile(r"[a-z_]+/[a-z]+_v1(/|$)")

# The names of other crates. The page of `compat` has the examples.
COMPATIBLE = re.compile(r"querysmith/compat/.")

# Not settings.
BUILDER_FUNCTIONS = {"new", "from_env", "from_config", "build"}


def anchors(text):
    return set(re.findall(r'\sid="([^"]+)"', text)) | set(re.findall(r'\sname="([^"]+)"', text))


def heading_anchors(markdown):
    """The anchors that GitHub gives to the headings of a file."""
    found = set()
    for title in re.findall(r"^#+ (.+)$", without_code(markdown), re.MULTILINE):
        title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).strip().lower()
        found.add(re.sub(r"[^\w\- ]", "", title).replace(" ", "-"))
    return found


def without_code(markdown):
    return re.sub(r"^ *```.*?^ *```", "", markdown, flags=re.DOTALL | re.MULTILINE)


# Rustdoc repeats the documentation of blanket implementations, with links that it cannot resolve: of
# tracing's `WithSubscriber` and of futures' `TryFuture`.
OF_OTHERS = {
    "dispatcher#setting-the-default-subscriber",
    "futures_core::future::TryFuture",
    "TryFuture::Error",
    "TryFuture::Ok",
}


class Checks:
    def __init__(self, root, doc, crates):
        self.root, self.doc, self.crates = root, doc, crates
        self.problems = []
        self.external = {}
        self.pages = {}

    def page(self, path):
        """The text and anchors of a page of rustdoc, or `None` if it does not exist."""
        if path not in self.pages:
            text = path.read_text(encoding="utf-8") if path.is_file() else None
            self.pages[path] = text and (text, anchors(text))
        return self.pages[path]

    def redirected(self, path):
        """The page to which a page at a private path refers."""
        found = self.page(path)
        refresh = found and re.search(r'<meta http-equiv="refresh" content="0;URL=([^"]+)"', found[0])
        return (path.parent / refresh.group(1)).resolve() if refresh else path

    def check_page_link(self, origin, target):
        url, _, fragment = target.partition("#")
        path = (origin.parent / urllib.parse.unquote(url)).resolve() if url else origin
        if path.is_dir():
            path = path / "index.html"
        path = self.redirected(path)
        relative = path.relative_to(self.doc) if path.is_relative_to(self.doc) else path
        found = self.page(path)
        # Lines of sources have no anchors until a script adds them.
        has_anchors = path.suffix == ".html" and relative.parts[:1] != ("src",)
        if found is None:
            self.problems.append(f"{origin.relative_to(self.doc)}: no page {relative}")
        elif fragment and has_anchors and not {fragment, urllib.parse.unquote(fragment)} & found[1]:
            self.problems.append(f"{origin.relative_to(self.doc)}: no anchor #{fragment} in {relative}")
        return path

    def check_pages(self):
        """Follows the links of our crates from their front pages."""
        pending = [self.doc / crate / "index.html" for crate in self.crates]
        ours = {self.doc / crate for crate in self.crates}
        seen = set()
        while pending:
            origin = pending.pop()
            if origin in seen:
                continue
            seen.add(origin)
            found = self.page(origin)
            if found is None:
                self.problems.append(f"there is no page {origin}")
                continue
            for target in re.findall(r'<a[^>]*\shref="([^"]*)"', found[0]):
                target = html.unescape(target)
                if re.match(r"[a-z]+:", target):
                    self.external.setdefault(target.split("#")[0], origin.relative_to(self.doc))
                elif target in OF_OTHERS:
                    continue
                elif "all.html" not in target and "help.html" not in target and "settings.html" not in target:
                    path = self.check_page_link(origin, target)
                    if path.suffix == ".html" and any(path.is_relative_to(crate) for crate in ours):
                        pending.append(path)
        return seen

    def check_markdown(self, file):
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(self.root)
        for target in re.findall(r"\]\(([^)\s]+)\)", without_code(text)):
            on_docs_rs = DOCS_RS.match(target.split("#")[0])
            url, _, fragment = target.partition("#")
            if on_docs_rs:
                package, crate, path = on_docs_rs.groups()
                crate = crate or package.replace("-", "_")
                page = self.doc / crate / (path or "/").lstrip("/")
                self.check_page_link(self.doc / "index.html", f"{page}#{fragment}" if fragment else str(page))
            elif re.match(r"[a-z]+:", target):
                self.external.setdefault(url, name)
            else:
                path = (file.parent / url).resolve() if url else file
                if not path.exists():
                    self.problems.append(f"{name}: no file {url}")
                elif fragment and fragment not in heading_anchors(path.read_text(encoding="utf-8")):
                    self.problems.append(f"{name}: no heading #{fragment} in {path.relative_to(self.root)}")

    def check_examples(self, pages):
        for page in sorted(pages):
            text, _ = self.page(page) or ("", set())
            module = page.parent.relative_to(self.doc).as_posix()
            is_module = re.search(r'<body class="rustdoc mod[ "]', text)
            is_exempt = any(kind.match(module) for kind in (EMITTED, CONTRACT, COMPATIBLE))
            if is_module and not is_exempt and "rust-example-rendered" not in text:
                self.problems.append(f"the module {module.replace('/', '::')} has no example")

    def check_settings(self):
        builder = self.page(self.doc / "querysmith" / "struct.ConfigBuilder.html")
        chapter = self.page(self.doc / "querysmith" / "guide" / "configuration" / "index.html")
        if not builder or not chapter:
            self.problems.append("there is no page of ConfigBuilder, or of the guide about the configuration")
            return
        setters = re.findall(r'id="method\.([a-z0-9_]+)" class="method"', builder[0])
        for setter in sorted(set(setters) - BUILDER_FUNCTIONS):
            if f"#method.{setter}\"" not in chapter[0]:
                self.problems.append(f"guide/configuration: no row for ConfigBuilder::{setter}")


def check(root, doc, crates):
    """Returns the problems, and the external links with the first place of each."""
    checks = Checks(root, doc, crates)
    pages = checks.check_pages()
    for file in [*root.glob("*.md"), *root.glob("*/README.md")]:
        checks.check_markdown(file)
    checks.check_examples(pages)
    checks.check_settings()
    print(f"{len(pages)} pages")
    return sorted(set(checks.problems)), checks.external
