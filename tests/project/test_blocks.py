"""Every block of code in README and the documents is run or checked, or a comment before it says why not.

What a block is follows from its language, or from how its first line begins. A block that is nothing of it fails, until it
is marked: ``<!-- run by: tests/… -->`` names the test that takes it, ``<!-- not run: why -->`` says why none does. What a
tool writes between its own comments, a test of that tool compares.
"""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest

from fxwidget.cli.commands import cli
from fxwidget.config.settings import Settings
from fxwidget.presentation.options import OPTIONS
from tests.support.markdown import PAGES, ROOT, Block, blocks
from tests.support.sample_service import ADDRESSES, SampleService

PROGRAMS = {
    "README.md": "tests/project/test_readme.py",
    "docs/history.md": "tests/project/test_history_page.py",
    "docs/library.md": "tests/project/test_library_page.py",
    "docs/tutorial.md": "tests/project/test_tutorial.py",
    "docs/writing-a-provider.md": "tests/providers/test_new_provider.py",
}
"""The tests that run the programs in Python of each page, all of them."""

RUNBOOK = {"docs/operations.md": "tests/whole/test_runbook.py"}
"""The test that runs the shell's blocks of a page, all of them."""

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
OWN_ATTRIBUTES = {
    "fx-widget": {option.name for option in OPTIONS} | {"src", "height", "paused"},
    "fx-chart": {"code", "range", "base", "theme", "lang", "tz", "height", "src"},
}
ASSIGNMENT = re.compile(r"^(?:[A-Z_]+=\S+ )+")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SampleService:
    """What the documents' addresses are answered by."""
    return SampleService(tmp_path_factory.mktemp("store"))


# What a block is


def kind(block: Block) -> str | None:
    """What sort of block it is; None where nothing here knows it."""
    if block.language:
        return block.language
    first = block.text.splitlines()[0]
    sorts = {
        "commands": r"(fxwidget|make|python|pip|curl|\.venv/bin/\w+)\b|[A-Z]+=\S+ python",
        "html": r"<\w",
        "markdown": r"!\[",
        "toml": r"\w+ = ",
    }
    return next((sort for sort, begins in sorts.items() if re.match(begins, first)), None)


# What is done with each


def run_elsewhere(block: Block, tests: Mapping[str, str]) -> None:
    """A test of its page takes it: that test is there, and reads the page."""
    assert block.page in tests, f"{block.place}: name the test that runs it, or mark it"
    assert Path(block.page).name in (ROOT / tests[block.page]).read_text("utf-8")


def check_mark(block: Block, how: str, what: str) -> None:
    """The test that is named reads the page; the tool that is named is there."""
    if how == "run by":
        assert Path(block.page).name in (ROOT / what).read_text("utf-8"), block.place
    elif how == "written by":
        check_module(what, [])


def check_commands(text: str, service: SampleService) -> None:
    """Each line is a command that is there, with arguments that it takes; what curl asks for is answered."""
    for line in re.sub(r"\s+\\\n\s*", " ", text).splitlines():
        for command in re.split(r" && ", re.sub(r"\s+#.*", "", line)):
            check_command(shlex.split(ASSIGNMENT.sub("", command).removeprefix("$ ")), service)


def check_command(words: list[str], service: SampleService) -> None:
    program, *arguments = words
    match program.removeprefix(".venv/bin/"):
        case "fxwidget":
            parsed(arguments)
        case "make":
            assert re.search(rf"^{arguments[0]}:", MAKEFILE, re.MULTILINE), arguments
        case "python":
            assert arguments[0] == "-m"
            check_module(arguments[1], arguments[2:])
        case "pip":
            assert arguments[0] == "install"
        case "pytest":
            assert (ROOT / arguments[0]).is_file(), arguments
        case "curl":
            assert service.status(arguments[-1]) == 200, arguments
        case _:
            pytest.fail(f"no rule for {program}")


def check_module(name: str, arguments: list[str]) -> None:
    """A module of the project that knows the options that it is given."""
    place = ROOT / name.replace(".", "/")
    files = [place.with_suffix(".py")] if place.with_suffix(".py").exists() else [*place.rglob("*.py")]
    text = "".join(file.read_text("utf-8") for file in files)
    assert text, f"there is no module {name}"
    assert [option for option in arguments if option.startswith("--") and option not in text] == []


def parsed(arguments: list[str]) -> click.Context:
    """The context of a command of fxwidget with these arguments, read as click reads them; nothing is run."""
    context = cli.make_context("fxwidget", [*arguments])
    while isinstance(context.command, click.Group) and (rest := [*context._protected_args, *context.args]):
        name, command, rest = context.command.resolve_command(context, rest)
        assert command is not None
        context = command.make_context(name, rest, parent=context)
    return context


class Tags(HTMLParser):
    """Collects the tags of a piece of HTML with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def check_html(text: str, service: SampleService) -> None:
    """Each address of a service is answered, and each attribute of our elements is one that they know."""
    tags = Tags(text).found
    addresses = [value for _, given in tags for name in ("src", "href") if (value := given.get(name))]
    for address in addresses:
        assert ADDRESSES.match(address), address
        assert service.status(address) == 200, address
    for tag, given in tags:
        if tag in OWN_ATTRIBUTES:
            assert given.keys() <= OWN_ATTRIBUTES[tag], given
    assert tags


def check_markdown(text: str, service: SampleService) -> None:
    """Each address of a service is answered; those of other hosts are asked nothing."""
    for address in re.findall(r"\]\((.*?)\)", text):
        assert service.status(address) == 200 or not ADDRESSES.match(address), address


def check_toml(text: str, service: SampleService) -> None:
    """Settings that can be set, or the entry point of a provider, or the figures of its documents."""
    read = tomllib.loads(text)
    if not read.keys() & {"project", "published"}:
        Settings(**read)


def check_json(text: str, service: SampleService) -> None:
    """It can be read."""
    json.loads(text)


CHECKS: Mapping[str, Callable[[str, SampleService], None]] = {
    "commands": check_commands,
    "console": check_commands,
    "html": check_html,
    "json": check_json,
    "markdown": check_markdown,
    "toml": check_toml,
}


def check(block: Block, service: SampleService) -> None:
    """Check one block.

    Raises:
        AssertionError: it is wrong, or nothing here knows what it is and it has no mark.
    """
    sort = kind(block) or "unknown"
    if block.mark is not None:
        check_mark(block, *block.mark)
    elif sort == "python":
        run_elsewhere(block, PROGRAMS)
    elif sort == "sh" and block.page in RUNBOOK:
        run_elsewhere(block, RUNBOOK)
    elif sort == "sh":
        check_commands(block.text, service)
    else:
        assert sort in CHECKS, f"{block.place}: nothing runs this block: mark it <!-- not run: why -->"
        CHECKS[sort](block.text, service)


def every_block() -> Iterator[Block]:
    """All blocks of all pages; those that the code writes out as text, such as a help, are no code."""
    for page in PAGES:
        yield from (
            block for block in blocks(page) if not (block.language == "text" and "/reference/" in page)
        )


@pytest.mark.parametrize("block", [*every_block()], ids=lambda block: block.place)
def test_every_block_is_run_or_says_why_not(block: Block, service: SampleService) -> None:
    """Programs run, commands exist, addresses answer, settings can be set."""
    check(block, service)


@pytest.mark.parametrize(
    "block",
    [
        Block("docs/http.md", 1, "", "curl https://rates.example/widget.doc\n", None),
        Block("docs/http.md", 1, "", "curl 'https://rates.example/v1/rates?symbols=INR'\n", None),
        Block("docs/operations.md", 1, "", "fxwidget show --jason\n", None),
        Block("docs/operations.md", 1, "", "fxwidget source destroy ecb\n", None),
        Block("docs/operations.md", 1, "", "make tea\n", None),
        Block("docs/benchmarks.md", 1, "", "python -m benchmarks.serving --loops 5\n", None),
        Block("docs/embedding.md", 1, "", '<fx-widget currency="INR"></fx-widget>\n', None),
        Block("docs/embedding.md", 1, "", '<img src="https://rates.example/widget.gif">\n', None),
        Block("docs/scaling.md", 1, "toml", 'stores = "disk:///tmp"\n', None),
        Block("docs/rules.md", 1, "python", "print(1)\n", None),
        Block("docs/rules.md", 1, "ruby", "puts 1\n", None),
        Block("docs/rules.md", 1, "", "fx-widget { color: red; }\n", None),
        Block("docs/rules.md", 1, "", "x\n", ("run by", "tests/project/test_words.py")),
    ],
    ids=lambda block: block.text.strip(),
)
def test_a_block_that_is_wrong_or_unknown_fails(block: Block, service: SampleService) -> None:
    """A path, parameter, option, command, attribute or setting that is none; a language that nothing runs; a test of another page."""
    with pytest.raises((AssertionError, click.ClickException, ValueError)):
        check(block, service)


def test_few_blocks_are_not_run() -> None:
    """A mark is for what no test can take; it is no way around writing one."""
    assert len([block for block in every_block() if block.mark and block.mark[0] == "not run"]) < 10
