"""The configuration: one declaration per option, every mistake reported at once with file:line.

A configuration is YAML. Keys that are not declared here are refused, so that a typing mistake
cannot pass for a default.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from translate.errors import ConfigError
from translate.files import canonical_json, sha256_of_text

STARTER_MODEL = "starter"
LANGUAGE_CODE = r"^[a-z]{2,3}$"


class Options(BaseModel):
    """Base of every section: unknown keys are errors, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class JsonlFields(Options):
    """Names of the fields of a JSONL or Parquet row."""

    text: str = Field("text", description="the article, paragraphs separated by line ends")
    title: str = Field("title", description="its title, if kept apart from the text")
    date: str = Field("date", description="its date")
    id: str = Field("id", description="its identifier; the row number is used where it is absent")


class ReadingConfig(Options):
    """How files become documents."""

    require_french: bool = Field(True, description="list articles that are not French as failures")
    min_french_share: float = Field(
        0.2, ge=0, le=1, description="share of French stop words below which a text is not French"
    )
    max_article_bytes: int = Field(
        2_000_000, ge=1_000, description="size above which a file or row is listed as a failure"
    )
    fields: JsonlFields = JsonlFields()


class StructureConfig(Options):
    """How the blocks of an article are found."""

    profile: Literal["auto", "vna", "plain"] = Field(
        "auto", description="layout of the source; auto decides by the content of each article"
    )
    related: Literal["drop", "keep"] = Field(
        "drop", description="keep translates the tail of links to other stories as well"
    )


class ModelConfig(Options):
    """One model: a hub name with revision, a local folder, or `starter`."""

    engine: Literal["hf"] = Field("hf", description="library that runs the model")
    model: str = Field(min_length=1, description="hub name, local folder, or starter")
    revision: str | None = Field(None, description="hub commit, tag or branch; null: main")
    target_token: str | None = Field(
        None, pattern=r"^>>.+<<$", description="code that chooses the target, such as >>vie<<"
    )
    licence: str | None = Field(None, description="licence as the model card states it")
    max_source_tokens: int | None = Field(
        None, ge=16, description="split longer inputs; null: the limit of the model itself"
    )


class TargetConfig(ModelConfig):
    """The model of one target language."""


class DecodingConfig(Options):
    """How targets are searched for; each of these is part of the memory key."""

    beam_size: int = Field(4, ge=1, le=32, description="beams; 1 is greedy search")
    length_penalty: float = Field(1.0, ge=0, le=5, description="above 1 favours longer outputs")
    max_length_ratio: float = Field(
        3.0, ge=1, le=20, description="output tokens allowed per source token, plus 20"
    )


class SummaryConfig(Options):
    """How French summaries are written, before they are translated."""

    enabled: bool = Field(True, description="false: the lead or first sentence is the summary")
    engine: ModelConfig | None = Field(None, description="seq2seq model that summarises French")
    beam_size: int = Field(4, ge=1, le=32, description="beams; each one is a candidate")
    max_words: int = Field(60, ge=5, le=400, description="longest summary accepted, in words")
    min_words: int = Field(6, ge=1, description="shortest summary accepted, in words")
    max_input_words: int | None = Field(
        None, ge=20, description="words per part for a model trained on short inputs"
    )


class TerminologyConfig(Options):
    """Names and terms that are not left to the model."""

    glossaries: tuple[Path, ...] = Field(
        (), description="CSV files (fr,en,vi,kind) that add to and override the built-in one"
    )


class RuntimeConfig(Options):
    """Where and how fast; of these only device, dtype and batch_tokens can change an output."""

    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="auto: cuda when present")
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = Field(
        "auto", description="auto: bfloat16 on cuda, float32 on cpu"
    )
    threads: int = Field(0, ge=0, le=512, description="CPU threads; 0: as many as the machine has")
    batch_tokens: int = Field(4_096, ge=64, description="padded source tokens of one batch")
    window_segments: int = Field(20_000, ge=1, description="segments held in memory at a time")
    models_dir: Path | None = Field(
        None, description="folder made by `translate models fetch`, searched before the hub"
    )


class Config(Options):
    """All that a run needs to know besides its input and output folders."""

    source_lang: Annotated[str, Field(pattern=LANGUAGE_CODE)] = "fr"
    targets: dict[Annotated[str, Field(pattern=LANGUAGE_CODE)], TargetConfig] = Field(
        min_length=1, description="target language: its model"
    )
    reading: ReadingConfig = ReadingConfig()
    structure: StructureConfig = StructureConfig()
    decoding: DecodingConfig = DecodingConfig()
    summary: SummaryConfig = SummaryConfig()
    terminology: TerminologyConfig = TerminologyConfig()
    runtime: RuntimeConfig = RuntimeConfig()

    @field_validator("source_lang")
    @classmethod
    def _french_only(cls, value: str) -> str:
        if value != "fr":
            msg = "only fr is supported: structure and segmentation know French rules"
            raise ValueError(msg)
        return value

    @field_validator("targets")
    @classmethod
    def _not_source(cls, value: dict[str, TargetConfig]) -> dict[str, TargetConfig]:
        if "fr" in value:
            msg = "fr is the source language"
            raise ValueError(msg)
        return value

    @property
    def target_langs(self) -> tuple[str, ...]:
        """The target languages, sorted, so that their order in the file changes nothing."""
        return tuple(sorted(self.targets))

    def digest(self) -> str:
        """The hexadecimal SHA-256 of all options that are set or defaulted."""
        return sha256_of_text(canonical_json(self.model_dump(mode="json")))


Location = tuple[str | int, ...]


def find_config(name: str) -> Path:
    """The file that `--config` names: a path, or the name of a configuration that is shipped.

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
    folders = [package / "configs", package.parent / "configs"]
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
    document, lines = _read_yaml(path)
    sources: dict[Location, str] = {}
    for override in overrides:
        _apply_override(document, override, sources)
    _resolve_paths(document, path.parent)
    try:
        return Config.model_validate(document)
    except ValidationError as err:
        problems = [_describe(problem, path, lines, sources) for problem in err.errors()]
        raise ConfigError(
            "\n".join(problems),
            remedy="see the options in README.md, section Configuration",
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
    """Make glossary paths and local model folders absolute, seen from the configuration."""
    terminology = document.get("terminology")
    if isinstance(terminology, dict) and isinstance(terminology.get("glossaries"), list):
        terminology["glossaries"] = [
            str(folder / item) if isinstance(item, str) else item
            for item in terminology["glossaries"]
        ]
    targets = document.get("targets")
    summary = document.get("summary")
    models = list(targets.values()) if isinstance(targets, dict) else []
    models.append(summary.get("engine") if isinstance(summary, dict) else None)
    for model in models:
        name = model.get("model") if isinstance(model, dict) else None
        if isinstance(name, str) and name.startswith((".", "/", "~")):
            model["model"] = str((folder / Path(name).expanduser()).resolve())


def _describe(
    problem: Any, path: Path, lines: dict[Location, int], sources: dict[Location, str]
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
        allowed = ", ".join(sorted(_known_keys(location[:-1])))
        return f"{where}: unknown key {_dotted(location)}; known keys here: {allowed}"
    if problem["type"] == "missing":
        return f"{where}: {_dotted(location)} is missing"
    given = f" (given: {problem['input']!r})" if problem["type"] != "model_type" else ""
    return f"{where}: {_dotted(location)}: {problem['msg']}{given}"


def _known_keys(location: Location) -> set[str]:
    """The option names of the section at `location`."""
    section: type[BaseModel] = Config
    for key in location:
        if section is Config and key == "targets":
            section = TargetConfig
            continue
        field = section.model_fields.get(str(key))
        if field is None:
            continue
        candidates = [field.annotation, *getattr(field.annotation, "__args__", ())]
        section = next(
            (c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), section
        )
    return set(section.model_fields)


def _dotted(location: Location) -> str:
    return ".".join(str(part) for part in location)
