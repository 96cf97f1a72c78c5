"""A configuration read from YAML: every mistake is told at once, with its file and line."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from translate.config import Config, Options
from translate.errors import ConfigError

Location = tuple[str | int, ...]
Resolve = Callable[[dict[str, Any], Path], None]
OptionsT = TypeVar("OptionsT", bound=Options)


def find_config(name: str, family: str = ".") -> Path:
    """The file that `--config` names: a path, or the name of a configuration that is shipped.

    `family` is the folder of configurations: `.` for runs, `training` for trainings.

    >>> find_config("starter").name
    'starter.yaml'

    Raises:
        ConfigError: there is neither such a file nor such a name.
    """
    path = Path(name)
    if path.is_file():
        return path
    # Beside the package in a checkout, inside it in a wheel.
    package = Path(__file__).parent
    folders = [base / "configs" / family for base in (package, package.parent)]
    for folder in folders:
        if (folder / f"{name}.yaml").is_file():
            return folder / f"{name}.yaml"
    shipped = sorted({file.stem for folder in folders for file in folder.glob("*.yaml")})
    raise ConfigError(
        "no such configuration",
        where=name,
        remedy=f"give a YAML file, or one of {', '.join(shipped)}",
    )


def load_config(path: Path, overrides: Sequence[str] = ()) -> Config:
    """Read a YAML configuration and apply `a.b=VALUE` overrides.

    Paths in the file are relative to its folder.

    Raises:
        ConfigError: the file cannot be read or is wrong; every mistake is listed.
    """
    return load_options(Config, path, overrides, _resolve_paths, "Configuration")


def load_options(
    kind: type[OptionsT], path: Path, overrides: Sequence[str], resolve: Resolve, section: str
) -> OptionsT:
    """Read YAML options of any kind; `resolve` makes their paths absolute, seen from a folder.

    `section` of the README describes them.

    Raises:
        ConfigError: the file cannot be read or is wrong; every mistake is listed.
    """
    document, lines = _read_yaml(path)
    sources: dict[Location, str] = {}
    for override in overrides:
        _apply_override(document, override, sources)
    resolve(document, path.parent)
    try:
        return kind.model_validate(document)
    except ValidationError as err:
        problems = [_describe(problem, kind, path, lines, sources) for problem in err.errors()]
        raise ConfigError(
            "\n".join(problems),
            remedy=f"see the options in README.md, section {section}",
        ) from err


def _read_yaml(path: Path) -> tuple[dict[str, Any], dict[Location, int]]:
    """The mapping that a file holds, and the line of each of its keys."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as err:
        raise ConfigError(
            "no such configuration", where=str(path), remedy="give an existing file to --config"
        ) from err
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigError(
            f"cannot be read ({err})", where=str(path), remedy="give a UTF-8 YAML file to --config"
        ) from err
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        document = yaml.safe_load(text)
    except yaml.YAMLError as err:
        mark = getattr(err, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(err, "problem", None) or str(err)
        raise ConfigError(
            f"not valid YAML ({problem})", where=f"{path}{line}", remedy="correct the file"
        ) from err
    if not isinstance(document, dict):
        raise ConfigError(
            "not a mapping of options",
            where=str(path),
            remedy="begin with a key such as targets:",
        )
    lines: dict[Location, int] = {}
    duplicates: list[str] = []
    _index_lines(root, (), lines, duplicates, path)
    if duplicates:
        raise ConfigError("\n".join(duplicates), remedy="keep one of each")
    return document, lines


def _index_lines(
    node: yaml.Node | None,
    location: Location,
    lines: dict[Location, int],
    duplicates: list[str],
    path: Path,
) -> None:
    """Note the line of every key and item below `node`, and the keys that stand twice."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            here = (*location, str(key.value))
            line = key.start_mark.line + 1
            if key.value in seen:
                duplicates.append(f"{path}:{line}: key {_dotted(here)} stands twice")
            seen.add(key.value)
            lines[here] = line
            _index_lines(value, here, lines, duplicates, path)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            here = (*location, index)
            lines[here] = value.start_mark.line + 1
            _index_lines(value, here, lines, duplicates, path)


def _apply_override(document: dict[str, Any], override: str, sources: dict[Location, str]) -> None:
    """Set one `a.b=VALUE` in `document`; the value is read as YAML."""
    name, equals, raw = override.partition("=")
    keys = [key.strip() for key in name.split(".")]
    if not equals or not all(keys):
        raise ConfigError(
            f"cannot use {override!r}", where="--set", remedy="write --set section.option=VALUE"
        )
    try:
        value = yaml.safe_load(raw) if raw else None
    except yaml.YAMLError as err:
        raise ConfigError(
            f"the value of {name} is not valid YAML",
            where=f"--set {override}",
            remedy="put the value in quotes",
        ) from err
    section: Any = document
    for key in keys[:-1]:
        below = section.get(key)
        if below is None:
            below = section[key] = {}
        if not isinstance(below, dict):
            raise ConfigError(
                f"{key} is not a section",
                where=f"--set {override}",
                remedy="name an option that exists",
            )
        section = below
    section[keys[-1]] = value
    sources[tuple(keys)] = f"--set {override}"


def _resolve_paths(document: dict[str, Any], folder: Path) -> None:
    """Make paths of lists and local model folders absolute, seen from the configuration."""
    for name, key in (("terminology", "glossaries"), ("checks", "suppressions")):
        section = document.get(name)
        if isinstance(section, dict) and isinstance(section.get(key), list):
            section[key] = [
                str(folder / item) if isinstance(item, str) else item for item in section[key]
            ]
    targets = document.get("targets")
    summary = document.get("summary")
    models = list(targets.values()) if isinstance(targets, dict) else []
    models += [target.get("second") for target in models if isinstance(target, dict)]
    models.append(summary.get("engine") if isinstance(summary, dict) else None)
    for model in models:
        given = model.get("model") if isinstance(model, dict) else None
        if isinstance(given, str) and given.startswith((".", "/", "~")):
            model["model"] = str((folder / Path(given).expanduser()).resolve())


def _describe(
    problem: Any,
    kind: type[Options],
    path: Path,
    lines: dict[Location, int],
    sources: dict[Location, str],
) -> str:
    """One mistake as `file:line: key: what is wrong, and what is allowed`."""
    location: Location = tuple(problem["loc"])
    where = next((s for at, s in sources.items() if location[: len(at)] == at), None)
    if where is None:
        known = next(
            (lines[location[:n]] for n in range(len(location), 0, -1) if location[:n] in lines),
            None,
        )
        where = f"{path}:{known}" if known else str(path)
    if problem["type"] == "extra_forbidden":
        allowed = ", ".join(sorted(_known_keys(kind, location[:-1])))
        return f"{where}: unknown key {_dotted(location)}; known keys here: {allowed}"
    if problem["type"] == "missing":
        return f"{where}: {_dotted(location)} is missing"
    given = f" (given: {problem['input']!r})" if problem["type"] != "model_type" else ""
    return f"{where}: {_dotted(location)}: {problem['msg']}{given}"


def _known_keys(kind: type[BaseModel], location: Location) -> set[str]:
    """The option names of the section at `location`."""
    section = kind
    for key in location:
        # The key of a dictionary, or the place in a list, is no field: its section is known.
        field = section.model_fields.get(str(key))
        section = (_section_in(field.annotation) if field else None) or section
    return set(section.model_fields)


def _section_in(annotation: Any) -> type[BaseModel] | None:
    """The section that a type such as `dict[str, Section] | None` holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((s for s in map(_section_in, get_args(annotation)) if s), None)


def _dotted(location: Location) -> str:
    return ".".join(str(part) for part in location)
