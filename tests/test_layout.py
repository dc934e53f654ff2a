"""What the repository promises about itself: where things may stand, and what no file may hold."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from organizations.models import BackupRun, SignIn

ROOT = Path(settings.BASE_DIR)
# Downward: what stands on the left knows nothing of what stands on its right.
LINE_OF_APPS = ["organizations", "documents", "indicators", "plans", "activities", "meetings", "reports"]
OWN_APPS = [*LINE_OF_APPS, "wardportal"]


def tracked(*patterns):
    """The files git knows, and the new ones it would take, as paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_of(name):
    """The text of a file; empty for a picture or a font."""
    try:
        return (ROOT / name).read_text()
    except UnicodeDecodeError:
        return ""


def syntax_of(name):
    return ast.parse(text_of(name))


def files_with(pattern, names):
    wanted = re.compile(pattern)
    return [name for name in names if wanted.search(text_of(name))]


def imported(tree):
    """Every module a file imports, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def product():
    """The Python files of the portal itself."""
    return [name for name in tracked("*.py") if name.split("/")[0] in OWN_APPS]


def test_no_file_names_a_package_registry():
    # Split, so that this file does not name one either.
    hosts = ["registry." + "npmjs", "pypi." + "org", "files.python" + "hosted", "deb." + "debian"]

    assert files_with("|".join(re.escape(host) for host in hosts), tracked()) == []


def test_no_file_holds_a_path_of_somebodys_machine():
    assert (
        files_with(r"(?<![\w.])/(?:home|Users)/\w|(?<![\w.])/ro" + r"ot/|(?<![\w.])/wo" + r"rk/", tracked())
        == []
    )


def test_file_names_are_plain_english_letters():
    docs_for_users = "docs/huong-dan/"

    assert [
        name
        for name in tracked()
        if not name.startswith(docs_for_users) and not re.fullmatch(r"[\w./-]+", name, re.ASCII)
    ] == []


def test_nothing_that_was_made_is_kept():
    made = (".pdf", ".sqlite3", ".pyc", ".log", ".orig", ".rej")

    assert [name for name in tracked() if name.endswith(made)] == []


def test_no_file_is_a_place_for_everything():
    refused = {"utils", "helpers", "services", "common", "mixins", "signals"}

    assert [name for name in tracked() if {Path(name).stem, *Path(name).parts} & refused] == []


def test_environment_is_read_by_the_settings_alone():
    readers = [
        name
        for name in product()
        if any(
            isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
            for node in ast.walk(syntax_of(name))
        )
    ]
    # These two only name the settings module, which Django asks for in the environment.
    entrances = ["wardportal/celery.py", "wardportal/wsgi.py"]

    assert sorted(readers) == sorted([*entrances, "wardportal/settings.py"])
    assert files_with(r"os\.environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")", entrances) == []


def test_weasyprint_is_imported_in_one_place():
    users = [
        name
        for name in product()
        if any(module.split(".")[0] == "weasyprint" for module in imported(syntax_of(name)))
    ]

    assert users == ["documents/pdf.py"]


def test_every_module_of_the_top_stands_in_the_contract():
    contract = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    listed = {module for layer in contract["layers"] for module in re.split(r" [:|] ", layer)}
    modules = {".".join(["wardportal", Path(name).parts[1]]) for name in tracked("wardportal/*.py")}

    assert {module for module in listed if module.startswith("wardportal.")} == {
        module.removesuffix(".py") for module in modules
    } - {"wardportal.__init__"}


def upward(pattern):
    """{app: what of the apps above it its code and templates name}; the pattern captures (app) and (rest)."""
    found = {}
    for name in tracked(
        *(f"{app}/*.py" for app in LINE_OF_APPS), *(f"templates/{app}/*" for app in LINE_OF_APPS)
    ):
        app = name.removeprefix("templates/").split("/")[0]
        above = LINE_OF_APPS[LINE_OF_APPS.index(app) + 1 :]
        for other, rest in re.findall(pattern, text_of(name)):
            if other in above:
                found.setdefault(app, set()).add(other + rest)
    return found


def test_links_to_an_app_above_are_known():
    # A page may show the way up; a rule may not depend on what is there.
    assert upward(r"""["'](\w+)(:\w+)["']""") == {
        "organizations": {"activities:difficulty_list"},
        # The buttons that lead on from a paper to the plan or the letter made of it, and back to its review.
        "documents": {
            "plans:letter_create",
            "plans:plan_delete",
            "plans:plan_new",
            "reports:report_list",
            "reports:review_words",
        },
        "plans": {
            "activities:assignment_report",
            "activities:difficulty_raise",
            "reports:period_detail",
            "reports:plan_report",
            "reports:review_create",
        },
        # From the news to what units propose for it.
        "meetings": {"reports:news_proposals"},
    }


def test_partials_of_an_app_above_are_known():
    assert upward(r"""["'](\w+)(/\w+\.html)["']""") == {
        "organizations": {"plans/_state.html"},
        "plans": {"activities/_difficulty_table.html", "activities/_movement_items.html"},
    }


def test_views_are_functions_of_a_screen():
    # The plan's own page gathers what eight parts of the portal know of it, one line each.
    may_be_longer = {"plans/views.py: plan_detail"}
    long, classes = set(), []
    for name in product():
        if Path(name).name == "views.py":
            for node in syntax_of(name).body:
                if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 25:
                    long.add(f"{name}: {node.name}")
                if isinstance(node, ast.ClassDef) and any("View" in ast.unparse(base) for base in node.bases):
                    classes.append(f"{name}: {node.name}")

    assert (long - may_be_longer, classes) == (set(), [])


def test_no_form_takes_every_field():
    assert files_with(r"fields\s*=\s*[\"']__all__", product()) == []


def own_models():
    return [model for app in OWN_APPS for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_model_says_what_it_is(model):
    vietnamese = re.compile(r"[À-ỹđĐ]")

    assert vietnamese.search(model.__doc__), "one sentence saying what it is in the ward"
    assert vietnamese.search(model._meta.verbose_name)


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_moments_of_a_model_have_their_person(model):
    names = {field.name for field in model._meta.get_fields()}
    # A worker has no name: it starts and finishes what a person ordered. Starts_at, ends_at: hours.
    # Whose typing is kept, its `user` says; figures are read by whoever issues, or by nobody's asking.
    # Who signed in is the `user`; a sign-in ends by itself as well. Backups are made by beat.
    nobodys = {"began_at", "ended_at"} if model in {SignIn, BackupRun} else set()
    nobodys |= {"rung_at", "started_at", "finished_at", "starts_at", "ends_at", "saved_at", "figures_at"}

    alone = [
        name
        for name in sorted(names - nobodys)
        if name.endswith("_at") and f"{name.removesuffix('_at')}_by" not in names
    ]

    assert alone == []


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_constraint_speaks_to_people(model):
    # Met by two orders of one moment only, which share a job: no form shows it.
    silent = {"one_live_job_per_content"}

    assert [
        constraint.name
        for constraint in model._meta.constraints
        if constraint.name not in silent
        and constraint.violation_error_message == constraint.default_violation_error_message
    ] == []
