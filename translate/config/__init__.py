"""The configuration: one declaration per option, with its type, default, bounds and description.

Keys that are not declared here are refused, so that a typing mistake cannot pass for a default.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from translate.config.base import Options as Options
from translate.config.checks import ChecksConfig
from translate.files import canonical_json, sha256_of_text

STARTER_MODEL = "starter"
LANGUAGE_CODE = r"^[a-z]{2,3}$"


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

    engine: Literal["auto", "ct2", "hf"] = Field(
        "auto",
        description="library that runs the model: CTranslate2, or torch (hf); auto: CTranslate2, "
        "unless it gives other outputs than torch",
    )
    model: str = Field(min_length=1, description="hub name, local folder, or starter")
    revision: str | None = Field(None, description="hub commit, tag or branch; null: main")
    target_token: str | None = Field(
        None, pattern=r"^>>.+<<$", description="code that chooses the target, such as >>vie<<"
    )
    licence: str | None = Field(None, description="licence as the model card states it")
    max_source_tokens: int | None = Field(
        None, ge=16, description="split longer inputs; null: the limit of the model itself"
    )


class TranslationModelConfig(ModelConfig):
    """A model that translates."""

    placeholders: bool = Field(
        False,
        description="carry numbers, dates and names past the model as {N1}, {F1}...; only for "
        "models that were trained so (batches.masked_share)",
    )


class TargetConfig(TranslationModelConfig):
    """The models of one target language."""

    second: TranslationModelConfig | None = Field(
        None, description="another model of the pair, asked where the first one fails the checks"
    )


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


class RepairConfig(Options):
    """What is set right by rule before the checks look."""

    enabled: bool = Field(True, description="false: every target text stays as the engine wrote it")


class SecondChanceConfig(Options):
    """What happens to a translation that the checks would block."""

    enabled: bool = Field(True, description="generate it once more, with safer decoding")
    no_repeat_ngram: int = Field(
        4, ge=0, le=20, description="length of token groups that come once only; 0: any number"
    )


class RuntimeConfig(Options):
    """Where and how fast.

    Of these only device, dtype and, with hf, batch_tokens can change an output.
    """

    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="auto: cuda when present")
    dtype: Literal["auto", "float32", "bfloat16", "float16", "int8"] = Field(
        "auto",
        description="auto: with ct2 int8 on cpu and float16 on cuda, with hf float32 and bfloat16",
    )
    workers: int = Field(
        0, ge=0, le=256, description="batches generated at a time on a CPU; 0: by the machine"
    )
    threads: int = Field(
        0, ge=0, le=512, description="CPU threads of each worker; 0: by the machine"
    )
    batch_tokens: int | None = Field(
        None, ge=64, description="padded source tokens of one batch; null: by engine and device"
    )
    window_segments: int | None = Field(
        None, ge=1, description="segments held in memory at a time; null: by device"
    )
    models_dir: Path | None = Field(
        None, description="folder made by `translate models fetch`, searched before the hub"
    )
    cache_dir: Path | None = Field(
        None, description="where converted models are kept; null: the user's cache folder"
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
    repair: RepairConfig = RepairConfig()
    checks: ChecksConfig = ChecksConfig()
    second_chance: SecondChanceConfig = SecondChanceConfig()
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

    @property
    def models(self) -> list[tuple[str, ModelConfig]]:
        """Every model with the task that it does."""
        models: list[tuple[str, ModelConfig]] = []
        for lang in self.target_langs:
            target = self.targets[lang]
            models.append((f"translate:{self.source_lang}-{lang}", target))
            if target.second is not None:
                models.append((f"translate-second:{self.source_lang}-{lang}", target.second))
        if self.summary.enabled and self.summary.engine:
            models.append((f"summarize:{self.source_lang}", self.summary.engine))
        return models

    def digest(self) -> str:
        """The hexadecimal SHA-256 of all options that are set or defaulted."""
        return sha256_of_text(canonical_json(self.model_dump(mode="json")))
